import type { TableGroup } from '../../../../src/protocol/table';
import { studentT95 } from '../../../../src/protocol/student';
import type { RunSpec } from '../../search/runStore';

/** The time that the duration of a run which is under way counts to. */
export const now = 10_000;

/** Texts of params and tags, and the numbers they are. */
export const texts: Readonly<Record<string, number | null>> = {
  '': null,
  '1': 1,
  '2': 2,
  '1.0': 1,
  '+1e0': 1,
  '-2.5e-3': -0.0025,
  '.5': 0.5,
  '10': 10,
  '9': 9,
  inf: Infinity,
  '-Infinity': -Infinity,
  nan: NaN,
  NaN: NaN,
  '0x10': null,
  '1_000': null,
  '1e': null,
  ten: null,
  Ten: null,
  'é😀': null,
  '\uffee': null,
};

export const paramKey = 'p.q/r s:t-u';
export const tagKey = 'team';
export const metricKey = 'val/acc.top-1';

type Value = number | string | null;

/** What a run has in a column, as plainly as can be said. */
export function valueOf(run: RunSpec, column: string): Value {
  const lost = run.lost === true && run.status === undefined;
  switch (column) {
    case `metrics.${metricKey}`:
      return run.metrics?.[metricKey] ?? null;
    case `params.${paramKey}`:
      return run.params?.[paramKey] ?? null;
    case 'params.seed':
      return run.params?.['seed'] ?? null;
    case `tags.${tagKey}`:
      return run.tags?.[tagKey] ?? null;
    case 'status':
      return lost ? 'LOST' : (run.status ?? 'RUNNING');
    case 'started':
      return run.start === undefined ? null : Number(run.start);
    case 'duration': {
      // Tests log at time 1, so that is when a lost run was heard of last.
      const end = run.end ?? (lost ? 1 : run.status === undefined ? now : null);
      return end === null || run.start === undefined ? null : Math.max(0, Number(end) - Number(run.start));
    }
    case 'git.branch':
      return run.code?.branch ?? null;
    case 'git.dirty':
      return run.code?.dirty === undefined || run.code.dirty === null ? null : Number(run.code.dirty);
    case 'user':
      return run.user === undefined || run.user === '' ? null : run.user;
    case 'name':
      return run.name ?? null;
    default:
      return null;
  }
}

const isText = (column: string): boolean => /^(?:params|tags)\./.test(column);

/** The number that a value counts as: text of params and tags may be one. */
export function numberOf(value: Value, column: string): number | null {
  if (typeof value === 'string') return isText(column) ? (texts[value] ?? null) : null;
  return value;
}

function rankOf(value: Value, column: string): number {
  if (value === null) return 3;
  const number = numberOf(value, column);
  return number === null ? 2 : Number.isNaN(number) ? 1 : 0;
}

export interface NaiveQuery {
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  readonly group: string | null;
  readonly aggregate: readonly string[];
}

/** A table by comparing runs one with another. */
export function naiveTable(runs: readonly RunSpec[], { sort, group, aggregate }: NaiveQuery) {
  const compare = (one: RunSpec, other: RunSpec): number => {
    for (const { column, descending } of sort) {
      const found = compareValues(column, [valueOf(one, column), valueOf(other, column)], descending);
      if (found !== 0) return found;
    }
    return byAge(one, other);
  };
  const ordered = runs.toSorted(compare);
  if (group === null) return { ids: ordered.map(({ id }) => id), groups: null };
  const values = [...new Set(ordered.map((run) => groupOf(run, group)))];
  const groups = values.map((value) => ({ value, runs: ordered.filter((run) => groupOf(run, group) === value) }));
  const newest = (some: readonly RunSpec[]): RunSpec => some.toSorted(byAge)[0]!;
  const own = sort.find(({ column }) => column === group);
  groups.sort((one, other) => {
    const [first, second] = [newest(one.runs), newest(other.runs)];
    const byValue = own
      ? compareValues(group, [valueOf(first, group), valueOf(second, group)], own.descending) ||
        compare(one.runs[0]!, other.runs[0]!)
      : 0;
    return byValue || byAge(first, second);
  });
  let start = 0;
  return {
    ids: groups.flatMap((each) => each.runs.map(({ id }) => id)),
    groups: groups.map((each): Omit<TableGroup, 'label' | 'value'> & { value: string | null } => {
      const place = { start, count: each.runs.length };
      start += place.count;
      const value = group === 'seed' ? 'any' : each.value;
      return { value, ...place, cells: aggregate.flatMap((column) => cellOf(each.runs, column)) };
    }),
  };
}

function byAge(one: RunSpec, other: RunSpec): number {
  const [first, second] = [one, other].map(({ start }) => (start === undefined ? -Infinity : Number(start)));
  return first === second ? (one.id < other.id ? -1 : 1) : second! - first!;
}

function compareValues(column: string, [one, other]: readonly [Value, Value], descending: boolean): number {
  const [first, second] = [rankOf(one, column), rankOf(other, column)];
  if (first !== second) return first - second;
  const way = descending ? -1 : 1;
  if (first === 2) return one === other ? 0 : way * (String(one) < String(other) ? -1 : 1);
  if (first !== 0) return 0;
  const [a, b] = [numberOf(one, column)!, numberOf(other, column)!];
  return a === b ? 0 : way * (a < b ? -1 : 1);
}

function groupOf(run: RunSpec, group: string): string | null {
  if (group === 'seed') {
    const unknown = run.code?.dirty === true ? run.id : null;
    const params = Object.entries(run.params ?? {}).filter(([key]) => key !== 'seed');
    return JSON.stringify([run.code?.commit ?? null, unknown, params]);
  }
  const value = valueOf(run, group);
  if (group === 'git.dirty') return value === null ? null : value === 1 ? 'true' : 'false';
  return value === null ? null : String(value);
}

function cellOf(runs: readonly RunSpec[], column: string) {
  const numbers = runs
    .map((run) => numberOf(valueOf(run, column), column))
    .filter((number) => number !== null && Number.isFinite(number));
  const count = numbers.length;
  if (count === 0) return [];
  const mean = numbers.reduce((sum: number, number) => sum + number!, 0) / count;
  const squares = numbers.reduce((sum: number, number) => sum + (number! - mean) ** 2, 0);
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  return [
    {
      column,
      count,
      mean,
      deviation,
      interval: deviation === null ? null : (studentT95(count - 1) * deviation) / Math.sqrt(count),
      min: Math.min(...numbers.map(Number)),
      max: Math.max(...numbers.map(Number)),
    },
  ];
}
