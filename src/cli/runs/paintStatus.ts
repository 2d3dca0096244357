import type { RunStatusWord } from '../../protocol/run';
import type { Context } from '../context';
import type { Style } from '../paint';

const styles: Readonly<Record<RunStatusWord, Style>> = {
  RUNNING: 'cyan',
  SCHEDULED: 'dim',
  FINISHED: 'green',
  FAILED: 'red',
  KILLED: 'yellow',
  LOST: 'yellow',
};

/** A status in its colour, where stdout shows colours; the word itself says the same without. */
export function paintStatus(context: Context, status: RunStatusWord, text: string = status): string {
  return context.paint(styles[status], text);
}
