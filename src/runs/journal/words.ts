import { formatCount, plural } from '../../protocol/format';

export interface Named {
  readonly id: string;
  readonly name: string;
}

const longest = 60;

/** A name that people chose, short enough for a label. */
export function quoted(name: string): string {
  const characters = Array.from(name.replaceAll(/\s+/g, ' '));
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** `run calm-otter`, `3 runs`, `run sweep and 12 nested runs`. */
export function nameRuns(runs: readonly Named[], nested: readonly Named[] = []): string {
  const [first] = runs;
  const asked = first && runs.length === 1 ? `run ${quoted(first.name)}` : plural(runs.length, 'run');
  return nested.length === 0 ? asked : `${asked} and ${plural(nested.length, 'nested run')}`;
}

/** Things that are named one by one; of more, the number is told. */
export const namedAtMost = 20;

/** The first sentences of a list, and how many more there are. */
export function summarised(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - namedAtMost;
  return more > 0 ? [...sentences.slice(0, namedAtMost), `and ${formatCount(more)} more`] : sentences;
}
