import type { RunStatusWord } from '../../../src/protocol/run';

/** A term that people need often: one that is on or off, or one of several. */
export type Chip =
  | { readonly kind: 'toggle'; readonly label: string; readonly icon: string; readonly clause: string }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly clause: string }[];
    };

const statuses: readonly (readonly [RunStatusWord, string])[] = [
  ['RUNNING', 'Running'],
  ['SCHEDULED', 'Scheduled'],
  ['FINISHED', 'Finished'],
  ['FAILED', 'Failed'],
  ['KILLED', 'Killed'],
  ['LOST', 'Lost'],
];

/** The chips of every filter of runs; `experiments` by name, `user` as runs name who made them. */
export function runChips({
  experiments,
  user,
}: {
  readonly experiments: readonly string[];
  readonly user: string | null;
}): readonly Chip[] {
  const mine = user === null ? null : quoteText(user);
  return [
    {
      kind: 'choice',
      label: 'Experiment',
      choices: experiments.flatMap((name) => {
        const quoted = quoteText(name);
        return quoted === null ? [] : [{ label: name, clause: `experiment = ${quoted}` }];
      }),
    },
    {
      kind: 'choice',
      label: 'Status',
      choices: statuses.map(([status, label]) => ({ label, clause: `status = '${status}'` })),
    },
    ...(mine === null
      ? []
      : [{ kind: 'toggle' as const, label: 'Mine', icon: 'account', clause: `user_id = ${mine}` }]),
    { kind: 'toggle', label: 'Starred', icon: 'star-empty', clause: 'starred' },
    { kind: 'toggle', label: 'Last 7 days', icon: 'calendar', clause: 'started > -7d' },
  ];
}

/** A text in quotes of the search language, which has no escapes: null for one that holds both kinds. */
function quoteText(text: string): string | null {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? null : `"${text}"`;
}
