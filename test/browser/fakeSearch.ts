import type { CompletionSource, Known } from '../../src/search/completer';
import { completeFilter } from '../../src/search/complete';
import { readClauses } from '../../src/search/check';
import { SearchSyntaxError } from '../../src/search/errors';
import { parseFilter } from '../../src/search/expression';
import type { Vocabulary } from '../../src/search/vocabulary';

const text = { type: 'text' } as const;
const vocabulary: Vocabulary = {
  name: 'runs',
  kinds: [
    { name: 'metric', aliases: ['metrics'], fields: 'number' },
    { name: 'parameter', aliases: ['params'], fields: 'text' },
    {
      name: 'attribute',
      aliases: [],
      fields: {
        run_name: text,
        user_id: text,
        status: text,
        experiment: text,
        starred: { type: 'boolean' },
        started: { type: 'time' },
        note: text,
      },
    },
  ],
};

const known: Readonly<Record<string, readonly string[]>> = {
  metric: ['acc', 'loss', 'val/acc', 'top 5'],
  parameter: ['lr', 'depth', 'optimizer'],
  optimizer: ['adam', "adam's heir", 'sgd'],
  status: ['RUNNING', 'FINISHED'],
  experiment: ['churn'],
};

const source: CompletionSource = {
  keys: (kind) => knownAs(kind),
  values: ({ key }) => knownAs(key),
};

function knownAs(name: string): readonly Known[] {
  return (known[name] ?? []).map((each, index) => ({ text: each, detail: `in ${12 - index} runs` }));
}

/** What the tracker says of a filter, by the same language over a few words of its own. */
export function completeFake({ text: filter, caret }: { readonly text: string; readonly caret: number }): unknown {
  return {
    ...completeFilter(filter, caret, { vocabulary, source }),
    clauses: readClauses(filter),
    error: problemOf(filter),
    user: 'ada',
  };
}

function problemOf(filter: string): unknown {
  try {
    parseFilter(filter, vocabulary);
    return null;
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
    const { position, message, expected } = error;
    return { position, length: filter.slice(position).split(' ')[0]?.length ?? 0, message, expected };
  }
}

/** Metrics by a regular expression; nested repetitions take too long here too. */
export function findFakeMetrics(pattern: string, metrics: readonly string[]): unknown {
  if (/[+*]\)[+*]/.test(pattern)) throw new Error('The expression takes too long on these names.');
  const expression = new RegExp(pattern, 'ui');
  return { keys: metrics.filter((metric) => expression.test(metric)) };
}
