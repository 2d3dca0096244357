import type { RunDocument } from '../../src/protocol/run';

/** A name that would run a script if any page took it for HTML. */
export const hostileName = '<img src=x onerror="window.hacked = true">';

export const ids = {
  otter: 'a0000000000000000000000000000001',
  fox: 'b0000000000000000000000000000002',
  hostile: 'c0000000000000000000000000000003',
} as const;

const started = Date.UTC(2026, 10, 24, 10, 0, 0);

/** A metric's points as the store would hold them: y may be NaN; deterministic. */
export interface Series {
  readonly count: number;
  readonly valueAt: (step: number) => number;
}

/** A wave without chance: the same number for the same step, everywhere. */
function wobble(step: number, seed: number): number {
  return Math.sin(step * 12.9898 + seed * 78.233) * 0.5 + Math.sin(step * 0.37 + seed) * 0.5;
}

const spikeStep = 43_210;
const nanSteps = { from: 30, to: 36 } as const;

const seeds: Readonly<Record<string, number>> = { [ids.otter]: 1, [ids.fox]: 2, [ids.hostile]: 3 };

/** The series of a run by metric; grows with `extra` points, as a run that goes on does. */
export function seriesOf(id: string, metric: string, extra = 0): Series | null {
  const seed = seeds[id];
  if (seed === undefined) return null;
  switch (metric) {
    case 'acc':
      return { count: 120 + extra, valueAt: (step) => (0.9 + seed * 0.01) * (1 - Math.exp(-(step + 5) / 25)) };
    case 'loss':
      return {
        count: 120 + extra,
        valueAt: (step) =>
          seed === 1 && step >= nanSteps.from && step < nanSteps.to
            ? NaN
            : Math.exp(-step / 40) + 0.02 * wobble(step, seed) + 0.05,
      };
    case 'val/loss':
      return { count: 24, valueAt: (step) => Math.exp(-step / 9) + 0.1 + 0.02 * wobble(step, seed) };
    case 'val/gain':
      return { count: 60, valueAt: (step) => wobble(step, seed) * (step < 20 ? 1 : 0.2) };
    case 'train/grad_norm':
      return {
        count: 100_000,
        valueAt: (step) =>
          step === spikeStep && seed === 1 ? 90 : 2 + wobble(step, seed) + Math.exp(-step / 20_000) * 4,
      };
    case 'system/cpu_percent':
      return { count: 50, valueAt: (step) => 60 + 30 * wobble(step, seed) };
    default:
      return null;
  }
}

const metricNames = ['acc', 'loss', 'val/loss', 'val/gain', 'train/grad_norm', 'system/cpu_percent'] as const;

export function xOf(step: number, x: 'step' | 'relative' | 'wall'): number {
  if (x === 'step') return step;
  return x === 'relative' ? step * 1.5 : started + step * 1500;
}

function metricsOf(id: string, extra: number): RunDocument['metrics'] {
  return Object.fromEntries(
    metricNames.map((name) => {
      const series = seriesOf(id, name, extra);
      const last = (series?.count ?? 1) - 1;
      return [
        name,
        {
          value: series?.valueAt(last) ?? 0,
          step: last,
          at: new Date(xOf(last, 'wall')).toISOString(),
          min: 0,
          max: 1,
          count: series?.count ?? 0,
        },
      ];
    }),
  );
}

const documents: Readonly<Record<string, Partial<RunDocument>>> = {
  [ids.otter]: {
    name: 'calm-otter-12',
    status: 'RUNNING',
    endedAt: null,
    note: '# Wider net\n\nTries a **wider** first layer; see [the issue](https://example.com/12).\n\n- seed fixed\n- `lr` halved\n\n<b>not bold</b>',
    starred: true,
    params: { lr: '0.001', depth: '6', epochs: '120', optimizer: 'adam', seed: '1' },
    tags: { team: 'risk', 'mlflow.user': 'ada' },
  },
  [ids.fox]: {
    name: 'quick-fox-3',
    params: { lr: '0.01', depth: '4', epochs: '120', optimizer: 'adam', seed: '1' },
    tags: { team: 'risk' },
    git: git('2', false),
  },
  [ids.hostile]: {
    name: hostileName,
    status: 'FAILED',
    note: '<script>window.hacked = true</script> [x](javascript:window.hacked=true)',
    params: { lr: hostileName, depth: '4', epochs: '120', optimizer: 'sgd', seed: '7' },
    tags: { [hostileName]: hostileName },
    git: null,
    environment: null,
    process: null,
  },
};

function git(digit: string, dirty: boolean): RunDocument['git'] {
  return {
    commit: digit.repeat(40),
    branch: 'main',
    dirty,
    snapshot: digit.repeat(40),
    tree: `${digit}e`.repeat(20),
    repository: 'https://example.com/ada/churn',
  };
}

const packages = Object.fromEntries([
  ['numpy', '2.4.6'],
  ['scikit-learn', '1.9.0'],
  ...Array.from({ length: 60 }, (_, index) => [`package-${index}`, `1.${index}.0`] as const),
]);

/** A run whole; `extra` is how many points it has logged since the page opened. */
export function documentOf(id: string, extra = 0): RunDocument | null {
  const own = documents[id];
  if (own === undefined) return null;
  return {
    id,
    name: id,
    experiment: { id: '1', name: 'churn' },
    status: 'FINISHED',
    startedAt: new Date(started).toISOString(),
    endedAt: new Date(started + 180_000).toISOString(),
    durationMs: 133_000 + (seeds[id] ?? 0) * 1000,
    user: 'ada',
    note: null,
    starred: false,
    deletedAt: null,
    parentId: null,
    children: 0,
    params: {},
    metrics: metricsOf(id, extra),
    tags: {},
    git: git('1', true),
    datasets: [{ name: 'train', digest: 'd41d8cd98f00b204', context: 'training', source: 'data/train.csv' }],
    data: [{ path: 'data/raw', digest: '0cc175b9c0f1b6a831c399e269772661', from: 'data/raw.dvc' }],
    environment: {
      python: '3.12.4',
      platform: 'Linux-6.8-x86_64',
      packages: { ...packages, ...(id === ids.fox && { numpy: '2.3.0' }) },
      hardware: { cpus: 8, memoryBytes: 16_000_000_000, host: 'workstation' },
    },
    process: {
      pid: 4242,
      commandLine: ['python', 'train.py', '--lr', own.params?.['lr'] ?? '0.1'],
      workingDirectory: '/home/ada/churn',
      executable: '/usr/bin/python3',
      user: 'ada',
    },
    models: [{ id: 'm-0001', name: 'classifier', step: 119 }],
    artifactUri: `file:///home/ada/churn/${id}`,
    ...own,
  };
}

export interface FixtureFile {
  readonly path: string;
  readonly isDir: boolean;
  readonly bytes: number | null;
}

export const artifactFolders: Readonly<Record<string, readonly FixtureFile[]>> = {
  '': [
    { path: 'logs', isDir: true, bytes: null },
    { path: 'plots', isDir: true, bytes: null },
    { path: 'confusion.csv', isDir: false, bytes: 40 },
    { path: 'model.bin', isDir: false, bytes: 1_400_000 },
    { path: 'notes.txt', isDir: false, bytes: 20 },
    { path: 'report.html', isDir: false, bytes: 120 },
  ],
  logs: [
    { path: 'logs/stdout.txt', isDir: false, bytes: 60 },
    { path: 'logs/stderr.txt', isDir: false, bytes: 0 },
  ],
  plots: [{ path: 'plots/roc.svg', isDir: false, bytes: 200 }],
};

export const artifactTexts: Readonly<Record<string, string>> = {
  'confusion.csv': 'actual,predicted,count\nyes,yes,40\nyes,"no, really",2\n',
  'notes.txt': '<b>plain</b> text\n',
  'report.html':
    '<h1>Calibration</h1><script>parent.document.title = "escaped"; document.body.append("ran")</script><a href="https://example.org">out</a>',
  'logs/stdout.txt': 'epoch 1\n\u001b[32mepoch 2 ok\u001b[0m\n\u001b[1;31mdiverged\u001b[0m\n',
  'logs/stderr.txt': '',
  'plots/roc.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="white"/><path d="M0 80 Q 10 10 120 0" fill="none" stroke="black"/></svg>',
};

export const changedFiles = [
  { path: 'train.py', status: 'modified', from: null, additions: 3, deletions: 1 },
  { path: 'model/net.py', status: 'added', from: null, additions: 40, deletions: 0 },
] as const;
