import { toColumn, type Cell, type Column, type ColumnType } from '../../analytics';
import type { RunDocument } from '../../protocol/run';
import type { ReadColumn } from '../../runs';

interface Fact<Type extends ColumnType> {
  readonly name: string;
  readonly type: Type;
  readonly read: (run: RunDocument) => Cell<Type> | null;
}

function fact<Type extends ColumnType>(name: string, type: Type, read: Fact<Type>['read']): Fact<ColumnType> {
  return { name, type, read };
}

/** The names are those of the CSV export. */
const facts = [
  fact('id', 'text', (run) => run.id),
  fact('name', 'text', (run) => run.name),
  fact('experiment', 'text', (run) => run.experiment.name),
  fact('status', 'text', (run) => run.status),
  fact('startedAt', 'timestamp', (run) => toMicros(run.startedAt)),
  fact('endedAt', 'timestamp', (run) => toMicros(run.endedAt)),
  fact('durationMs', 'integer', (run) => run.durationMs),
  fact('user', 'text', (run) => run.user),
  fact('note', 'text', (run) => run.note),
  fact('starred', 'boolean', (run) => run.starred),
  fact('git.commit', 'text', (run) => run.git?.commit ?? null),
  fact('git.branch', 'text', (run) => run.git?.branch ?? null),
  fact('git.dirty', 'boolean', (run) => run.git?.dirty ?? null),
];

/**
 * Runs as a table that grows a run at a time: one column a fact, param, metric (its latest value) and tag, each of its
 * own type. Only the cells stay in memory, not the runs.
 */
export class RunTable {
  readonly #facts = facts.map((each) => ({ ...each, cells: [] as (Cell<ColumnType> | null)[] }));
  readonly #params = new Map<string, (string | null)[]>();
  readonly #metrics = new Map<string, (number | null)[]>();
  readonly #tags = new Map<string, (string | null)[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(run: RunDocument): void {
    const row = this.#count;
    for (const { cells, read } of this.#facts) cells.push(read(run));
    for (const [key, value] of Object.entries(run.params)) put(this.#params, { key, row, cell: value });
    for (const [key, { value }] of Object.entries(run.metrics)) put(this.#metrics, { key, row, cell: Number(value) });
    for (const [key, value] of Object.entries(run.tags)) put(this.#tags, { key, row, cell: value });
    this.#count += 1;
  }

  columns(): Column[] {
    return [
      ...this.#facts.map(({ name, type, cells }) => toColumn(name, type, cells)),
      ...sorted(this.#params).map(([key, cells]) => toColumn(`params.${key}`, 'text', pad(cells, this.#count))),
      ...sorted(this.#metrics).map(([key, cells]) => toColumn(`metrics.${key}`, 'double', pad(cells, this.#count))),
      ...sorted(this.#tags).map(([key, cells]) => toColumn(`tags.${key}`, 'text', pad(cells, this.#count))),
    ];
  }
}

function put<T>(columns: Map<string, (T | null)[]>, { key, row, cell }: { key: string; row: number; cell: T }): void {
  let cells = columns.get(key);
  if (!cells) columns.set(key, (cells = []));
  pad(cells, row).push(cell);
}

/** Fills up the rows that lack the key. */
function pad<T>(cells: (T | null)[], length: number): (T | null)[] {
  while (cells.length < length) cells.push(null);
  return cells;
}

function sorted<T>(columns: ReadonlyMap<string, T>): [string, T][] {
  return [...columns].sort(([one], [other]) => (one < other ? -1 : 1));
}

function toMicros(time: string | null): bigint | null {
  return time === null ? null : BigInt(Date.parse(time)) * 1000n;
}

/** A column of the run table as a file holds it. */
export function toAnalytics({ title, type, values }: ReadColumn): Column {
  switch (type) {
    case 'number':
      return toColumn(
        title,
        'double',
        values.map((value) => (value === null ? null : Number(value))),
      );
    case 'integer':
      return toColumn(
        title,
        'integer',
        values.map((value) => (value === null ? null : Math.round(Number(value)))),
      );
    case 'time':
      return toColumn(
        title,
        'timestamp',
        values.map((value) => (value === null ? null : BigInt(value) * 1000n)),
      );
    case 'boolean':
      return toColumn(
        title,
        'boolean',
        values.map((value) => (value === null ? null : value === 1)),
      );
    case 'text':
      return toColumn(
        title,
        'text',
        values.map((value) => (value === null ? null : String(value))),
      );
  }
}
