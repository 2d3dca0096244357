import type { RunRow, RunStatusWord } from '../../src/protocol/run';
import type { GroupCell, TableGroup } from '../../src/protocol/table';
import { hostileName } from './fixtures';

/** A table of made-up runs, the same for the same numbers. */
export interface TableScenario {
  readonly runs: number;
  /** Metrics beside `acc` and `loss`. */
  readonly metrics?: number;
  /** Params beside `lr`, `depth`, `optimizer` and `seed`. */
  readonly params?: number;
}

/** The tracker's part of the table, as a page's fake host plays it. */
export interface TableHost {
  /** Undefined: not one of the table's questions. */
  answer(name: string, params: Record<string, unknown>): unknown;
  /** One run more, newer than all others; returns its id. */
  add(): string;
}

const started = Date.UTC(2026, 10, 24, 10, 0, 0);
const statuses: readonly RunStatusWord[] = ['FINISHED', 'FINISHED', 'RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'LOST'];
const animals = ['otter', 'fox', 'heron', 'lynx', 'wren'] as const;

function tableRunId(index: number): string {
  return (index + 1).toString(16).padStart(8, '0').repeat(4);
}

/** A wave without chance. */
function wave(index: number, seed: number): number {
  return (Math.sin(index * 12.9898 + seed * 78.233) + 1) / 2;
}

/** Index 0 is the newest; a negative one was added later. */
function tableRun(index: number, { metrics = 0, params = 0 }: TableScenario): RunRow {
  const status = statuses[((index % 7) + 7) % 7] ?? 'FINISHED';
  const startedAt = new Date(started - index * 37 * 60_000).toISOString();
  const point = (value: number | 'NaN' | 'Infinity') => ({
    value,
    step: 119,
    at: startedAt,
    min: 0,
    max: 1,
    count: 120,
  });
  const extra = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, key) => [`${prefix}/${key}`, wave(index, key)] as const);
  return {
    id: tableRunId(index + 1_000_000),
    name: index === 2 ? hostileName : `${animals[Math.abs(index) % animals.length] ?? ''}-${index}`,
    experiment: { id: '1', name: 'churn' },
    status,
    startedAt,
    endedAt: status === 'RUNNING' ? null : startedAt,
    durationMs: status === 'RUNNING' ? null : 61_000 + Math.abs(index) * 1000,
    user: 'ada',
    note: index === 1 ? 'Wider net\n\nTries a wider first layer.' : index === 3 ? 'x'.repeat(100_000) : null,
    starred: index === 0,
    deletedAt: null,
    parentId: null,
    children: 0,
    params: {
      lr: ['0.1', '0.01', '0.001'][Math.abs(index) % 3] ?? '',
      depth: index === 4 ? 'deep' : String(4 + (Math.abs(index) % 4)),
      optimizer: 'adam',
      seed: String(Math.abs(index)),
      ...Object.fromEntries(extra(params, 'p').map(([key, value]) => [key, String(value)])),
    },
    metrics: {
      acc: point(index === 5 ? 'NaN' : 0.9 + wave(index, 1) * 0.09),
      loss: point(index === 6 ? 'Infinity' : wave(index, 2) * 1e-3),
      ...Object.fromEntries(extra(metrics, 'm').map(([key, value]) => [key, point(value)])),
    },
    tags: { team: 'risk' },
    git: {
      commit: String(Math.abs(index) % 10).repeat(40),
      branch: index % 2 === 0 ? 'main' : 'wide',
      dirty: false,
      snapshot: null,
      tree: null,
      repository: null,
    },
  };
}

/** The value that a table sorts and groups by. */
function valueOf(run: RunRow, column: string): string | number | null {
  if (column.startsWith('metrics.')) {
    const value = run.metrics[column.slice(8)]?.value;
    return typeof value === 'number' ? value : null;
  }
  if (column.startsWith('params.')) return run.params[column.slice(7)] ?? null;
  switch (column) {
    case 'name':
      return run.name;
    case 'status':
      return run.status;
    case 'started':
      return run.startedAt;
    case 'duration':
      return run.durationMs;
    case 'git.branch':
      return run.git?.branch ?? null;
    default:
      return null;
  }
}

interface Question {
  readonly filter?: string;
  readonly ids?: readonly string[];
  readonly sort?: readonly { readonly column: string; readonly descending: boolean }[];
  readonly group?: string | null;
  readonly aggregate?: readonly string[];
  readonly columns?: readonly string[];
}

export function createTableHost(scenario: TableScenario): TableHost {
  let runs = Array.from({ length: scenario.runs }, (_, index) => tableRun(index, scenario));
  const trash = new Map<string, RunRow>();
  let newest = 0;
  let undo = 0;
  let undone: readonly string[] = [];

  function matching({ filter = '', ids }: Question): readonly RunRow[] {
    const among = ids === undefined ? runs : runs.filter(({ id }) => ids.includes(id));
    const part = /'%(.*)%'/.exec(filter)?.[1] ?? filter;
    return filter === '' ? among : among.filter(({ name }) => name.includes(part));
  }

  function table(question: Question): unknown {
    const sorted = matching(question).toSorted((one, other) => compareBy(one, other, question.sort ?? []));
    const group = question.group ?? null;
    if (group === null) return { ids: sorted.map(({ id }) => id), total: sorted.length, groups: null };
    const groups = new Map<string | number | null, RunRow[]>();
    for (const run of sorted) {
      const value = valueOf(run, group === 'seed' ? 'params.lr' : group);
      groups.set(value, [...(groups.get(value) ?? []), run]);
    }
    let start = 0;
    const heads = [...groups].map(([value, members]): TableGroup => {
      const head = {
        value: value === null ? null : String(value),
        label: group === 'seed' ? `${members.length} runs of ${members[0]?.name ?? ''}` : String(value),
        start,
        count: members.length,
        cells: (question.aggregate ?? []).flatMap((column) => aggregate(members, column)),
      };
      start += members.length;
      return head;
    });
    return { ids: [...groups.values()].flat().map(({ id }) => id), total: sorted.length, groups: heads };
  }

  return {
    answer(name, params) {
      const question = params as Question;
      const ids = question.ids ?? [];
      switch (name) {
        case 'runs/table':
          return table(question);
        case 'runs/rows': {
          const wanted = new Set(ids);
          return runs.filter(({ id }) => wanted.has(id)).map((run) => only(run, params['include']));
        }
        case 'runs/columns':
          return {
            runs: runs.length,
            total: 6,
            columns: [
              'metrics.acc',
              'metrics.loss',
              'params.lr',
              'params.depth',
              'params.optimizer',
              'params.seed',
            ].map((column) => ({ column, runs: runs.length })),
          };
        case 'runs/differing':
          return {
            columns: [
              'name',
              'status',
              'started',
              'duration',
              'metrics.acc',
              'metrics.loss',
              'params.lr',
              'params.depth',
              'params.seed',
            ],
          };
        case 'runs/extremes':
          return (question.columns ?? []).flatMap((column) => {
            const [cell] = aggregate(matching(question), column);
            return cell === undefined ? [] : [{ column, min: cell.min, max: cell.max }];
          });
        case 'runs/staleness':
          return ids.map((id, index) => ({
            id,
            state: (['same', 'differs', 'unknown'] as const)[index % 3],
            files: index % 3 === 1 ? index : null,
            data: index % 3 === 1 ? ['data/raw.dvc'] : [],
            reason: index % 3 === 2 ? 'The run has no commit.' : null,
          }));
        case 'runs/change':
          runs = runs.map((run) =>
            ids.includes(run.id)
              ? {
                  ...run,
                  ...('name' in params && { name: String(params['name']) }),
                  ...('note' in params && { note: String(params['note']) }),
                  ...('starred' in params && { starred: params['starred'] === true }),
                }
              : run,
          );
          return { undo: ++undo };
        case 'runs/delete':
          for (const run of runs) if (ids.includes(run.id)) trash.set(run.id, run);
          runs = runs.filter(({ id }) => !trash.has(id));
          return { undo: ++undo };
        case 'journal/undo':
          runs = [...runs, ...trash.values()].toSorted((one, other) => compareBy(one, other, []));
          undone = [...trash.keys()];
          trash.clear();
          return { id: params['id'] ?? undo, label: 'Delete 1 run', kept: [] };
        case 'journal/redo':
          for (const run of runs) if (undone.includes(run.id)) trash.set(run.id, run);
          runs = runs.filter(({ id }) => !trash.has(id));
          return { id: undo, label: 'Delete 1 run', kept: [] };
        case 'views/list':
          return { views: [], problems: [] };
        default:
          return undefined;
      }
    },
    add() {
      const run = tableRun(--newest, scenario);
      runs = [run, ...runs];
      return run.id;
    },
  };
}

function compareBy(one: RunRow, other: RunRow, sort: NonNullable<Question['sort']>): number {
  for (const { column, descending } of sort) {
    const [first, second] = [valueOf(one, column), valueOf(other, column)];
    if (first === second) continue;
    if (first === null || second === null) return first === null ? 1 : -1;
    return (first < second ? -1 : 1) * (descending ? -1 : 1);
  }
  return (one.startedAt ?? '') < (other.startedAt ?? '') ? 1 : -1;
}

function aggregate(runs: readonly RunRow[], column: string): readonly GroupCell[] {
  const values = runs.map((run) => Number(valueOf(run, column) ?? NaN)).filter((value) => Number.isFinite(value));
  if (values.length === 0) return [];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  return [
    {
      column,
      count: values.length,
      mean,
      deviation,
      interval: deviation === null ? null : (2 * deviation) / Math.sqrt(values.length),
      min: values.reduce((least, value) => Math.min(least, value), Infinity),
      max: values.reduce((most, value) => Math.max(most, value), -Infinity),
    },
  ];
}

function only(run: RunRow, include: unknown): RunRow {
  const keys = include as Readonly<Record<'params' | 'metrics' | 'tags', readonly string[]>> | undefined;
  if (keys === undefined) return run;
  const pick = <Value>(all: Readonly<Record<string, Value>>, wanted: readonly string[]): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).filter(([key]) => wanted.includes(key)));
  return {
    ...run,
    params: pick(run.params, keys.params),
    metrics: pick(run.metrics, keys.metrics),
    tags: pick(run.tags, keys.tags),
  };
}
