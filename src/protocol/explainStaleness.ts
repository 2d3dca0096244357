// Apart from the contract: the tree says this too, and the extension starts without the checks of messages.
import { plural } from './format';
import type { Staleness } from './staleness';

/** In a sentence without its full stop: `3 files differ from the workspace now`. */
export function explainStaleness({ state, files, data, reason }: Staleness): string {
  if (state === 'unknown') return `Not known: ${reason ?? 'no reason was given'}`.replace(/\.$/, '');
  if (state === 'same') return 'Same as the workspace';
  const what = [...(files ? [plural(files, 'file')] : []), ...(data.length > 0 ? [`the data ${data.join(', ')}`] : [])];
  return `${what.join(' and ')} ${files === 1 && data.length === 0 ? 'differs' : 'differ'} from the workspace now`;
}
