import type { Bisection, Suspect } from '../../src/protocol/staleness';
import { hostileName, ids } from './fixtures';

function suspect(what: Pick<Suspect, 'kind' | 'key' | 'good' | 'bad'>, more: Partial<Suspect> = {}): Suspect {
  return { evidence: null, togetherWith: [], ...what, ...more };
}

function commit(
  at: number,
  subject: string,
  runs: readonly Partial<Bisection['commits'][number]['runs'][number]>[] = [],
): Bisection['commits'][number] {
  return {
    commit: String(at).repeat(40),
    subject,
    author: 'Ada',
    at: `2026-11-2${at}T10:00:00.000Z`,
    runs: runs.map((run) => ({
      id: ids.hostile,
      name: 'calm-cat-1',
      status: 'FINISHED',
      value: 0.9,
      clean: true,
      ...run,
    })),
  };
}

/** A metric that fell, a param that explains most of it, and one commit that was never run. */
export const bisection: Bisection = {
  metric: 'acc',
  good: { id: ids.otter, name: 'calm-otter-12', value: 0.912, commit: '1'.repeat(40) },
  bad: { id: ids.fox, name: 'quick-fox-3', value: 0.84, commit: '4'.repeat(40) },
  suspects: [
    suspect(
      { kind: 'param', key: 'lr', good: '0.1', bad: '0.3' },
      {
        evidence: { goodRuns: 12, goodMean: 0.91, badRuns: 8, badMean: 0.8524, share: 0.8 },
        togetherWith: ['src/train.py', 'warmup', 'seed', 'depth'],
      },
    ),
    suspect(
      { kind: 'file', key: 'src/train.py', good: 'aaaaaaa', bad: 'bbbbbbb' },
      {
        evidence: { goodRuns: 1, goodMean: 0.91, badRuns: 8, badMean: 0.8524, share: 0.8 },
        togetherWith: ['lr'],
      },
    ),
    suspect(
      { kind: 'param', key: 'dropout', good: null, bad: '0.5' },
      { evidence: { goodRuns: 3, goodMean: 0.87, badRuns: 2, badMean: 0.89, share: -0.28 } },
    ),
    suspect({ kind: 'param', key: hostileName, good: 'x'.repeat(300), bad: hostileName }),
    suspect({
      kind: 'file',
      key: 'src/features/very/deep/folder/with_a_long_name/columns.py',
      good: null,
      bad: 'ccccccc',
    }),
    suspect({ kind: 'data', key: 'data/raw.csv', good: 'a'.repeat(32), bad: 'b'.repeat(32) }),
    suspect({ kind: 'package', key: 'numpy', good: '1.26.4', bad: '2.1.0' }),
    suspect({ kind: 'environment', key: 'gpu', good: 'NVIDIA A100', bad: 'none' }),
  ],
  commits: [
    commit(1, 'Train a forest', [{ id: ids.otter, name: 'calm-otter-12', value: 0.912 }]),
    commit(2, 'Tidy the imports', [{}, { value: 0.7, clean: false }, { value: null, status: 'FAILED' }]),
    commit(3, `Scale the columns ${hostileName}`),
    commit(4, 'Write the report', [{ id: ids.fox, name: 'quick-fox-3', value: 0.84 }]),
  ],
  history: null,
  between: { good: '2'.repeat(40), bad: '4'.repeat(40) },
  next: '3'.repeat(40),
  commandLine: ['python', 'train.py', '--lr', '0.3'],
  commandFolder: '',
};

export const bisectScenario = {
  intent: { view: 'bisect', good: ids.otter, bad: ids.fox },
  answers: {
    'runs/bisect': bisection,
    'runs/metricKeys': [
      { key: 'acc', runs: 2, points: 8 },
      { key: 'loss', runs: 2, points: 8 },
      { key: 'only one', runs: 1, points: 8 },
      { key: 'system/cpu', runs: 2, points: 8 },
    ],
  },
} as const;
