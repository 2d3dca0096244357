import type { RunRow } from '../../src/protocol/run';

interface Entry {
  readonly row: RunRow;
  /** The columns whose values `row` has, where the run has them. */
  readonly columns: ReadonlySet<string>;
  readonly stale: boolean;
}

/** More rows than any screen shows with what lies around it; those seen longest ago go. */
const mostRows = 2_000;

/** Rows that were read, by run id. A row that has changed since stays, as something to show, until it was read again. */
export class RowCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly limit = mostRows) {}

  get(id: string): RunRow | undefined {
    return this.entries.get(id)?.row;
  }

  /** Some of the rows at hand. */
  sample(count: number): readonly RunRow[] {
    const rows: RunRow[] = [];
    for (const { row } of this.entries.values()) {
      if (rows.length === count) break;
      rows.push(row);
    }
    return rows;
  }

  /** Whether a row's value in a column was read, though it may have none. */
  knows(id: string, column: string): boolean {
    return this.entries.get(id)?.columns.has(column) ?? false;
  }

  /** Those of the ids that must be read to show these columns. */
  lacking(ids: readonly string[], columns: readonly string[]): readonly string[] {
    return ids.filter((id) => {
      const entry = this.entries.get(id);
      return entry === undefined || entry.stale || columns.some((column) => !entry.columns.has(column));
    });
  }

  put(rows: readonly RunRow[], columns: readonly string[]): void {
    for (const row of rows) {
      const before = this.entries.get(row.id);
      const kept = before !== undefined && !before.stale ? before : null;
      this.entries.delete(row.id);
      this.entries.set(row.id, {
        row: kept === null ? row : merge(kept.row, row),
        columns: new Set([...(kept?.columns ?? []), ...columns]),
        stale: false,
      });
    }
    for (const id of this.entries.keys()) {
      if (this.entries.size <= this.limit) break;
      this.entries.delete(id);
    }
  }

  /** Marks rows as to be read again; null: all. */
  spoil(ids: readonly string[] | null): void {
    for (const id of ids ?? [...this.entries.keys()]) {
      const entry = this.entries.get(id);
      if (entry !== undefined) this.entries.set(id, { ...entry, stale: true });
    }
  }
}

function merge(before: RunRow, row: RunRow): RunRow {
  return {
    ...row,
    params: { ...before.params, ...row.params },
    metrics: { ...before.metrics, ...row.metrics },
    tags: { ...before.tags, ...row.tags },
  };
}
