import { countRows, joined, matchCondition, searchPage, type SearchContext, type Sql } from '../search';
import type { Db } from '../store';
import { runTarget } from './searchTarget';
import { inSlices } from './slices';
import type { ViewType } from './types';

export interface RunFilter {
  /** Decimal text; null for all. An unknown experiment has no runs. */
  readonly experimentIds: readonly string[] | null;
  /** These runs alone, whatever their experiment. */
  readonly ids?: readonly string[] | undefined;
  /** The search language; empty for every run. */
  readonly filter: string;
  readonly viewType: ViewType;
  /** A run's id: its children alone; null: runs without a parent; absent: both. */
  readonly parentId?: string | null | undefined;
  readonly context: SearchContext;
}

export interface RunQuery extends RunFilter {
  /** Terms such as `metrics.acc DESC`; what they leave equal comes newest first, then by run id. */
  readonly orderBy: readonly string[];
  /** Runs a page, at least 1. */
  readonly limit: number;
  readonly pageToken: string | null;
}

export interface RunPage {
  /** Row numbers (`runs.id`), in order. */
  readonly rows: readonly number[];
  readonly nextPageToken: string | null;
}

/** One page of the runs that match. Throws `SearchSyntaxError`, and `INVALID_VALUE` for a bad page token. */
export function searchRuns(db: Db, query: RunQuery): RunPage {
  const { ids, nextPageToken } = searchPage(db, runTarget(db), { ...query, where: scope(query) });
  return { rows: ids.map(Number), nextPageToken };
}

/** How many runs match. Throws as {@link searchRuns}. */
export function countRuns(db: Db, query: RunFilter): number {
  return countRows(db, runTarget(db), { ...query, where: scope(query) });
}

/** The row numbers of all runs that match, ascending; read in slices. Throws as {@link searchRuns}. */
export async function matchRuns(db: Db, query: RunFilter, signal: AbortSignal): Promise<number[]> {
  const filter = matchCondition(runTarget(db), { ...query, where: everywhere });
  const selection = scope(query);
  const rows = db
    .prepare(`SELECT r.id FROM runs r WHERE ${selection.sql} ORDER BY r.id`)
    .pluck()
    .all(...selection.bindings) as number[];
  if (filter === everywhere) return rows;
  // As a value and not in WHERE, where SQLite may begin with what a condition looks up instead of with the runs.
  const read = db
    .prepare(`SELECT r.id, ${filter.sql} FROM runs r WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.id`)
    .raw();
  const found: number[] = [];
  await inSlices(rows, signal, (slice) => {
    for (const [row, matches] of read.all(...filter.bindings, JSON.stringify(slice)) as [number, number][]) {
      if (matches === 1) found.push(row);
    }
  });
  return found;
}

const everywhere: Sql = { sql: 'TRUE', bindings: [] };

/** The condition of a selection on `runs r`, but for its filter. */
export function scope({ experimentIds, ids, viewType, parentId }: Omit<RunFilter, 'filter' | 'context'>): Sql {
  const parts: Sql[] = [];
  if (ids) {
    parts.push({ sql: 'r.uuid IN (SELECT value FROM json_each(?))', bindings: [JSON.stringify(ids)] });
  } else if (experimentIds) {
    const known = experimentIds
      .filter((id) => /^-?\d{1,19}$/.test(id))
      .map(BigInt)
      .filter(isStorable);
    const [only] = known;
    // One experiment is compared directly, so that the index also gives the order.
    if (known.length === 1 && only !== undefined) parts.push({ sql: 'r.experiment = ?', bindings: [only] });
    else {
      const list = `[${known.join(',')}]`;
      parts.push({ sql: 'r.experiment IN (SELECT value FROM json_each(?))', bindings: [list] });
    }
  }
  if (viewType !== 'ALL') {
    parts.push({ sql: 'r.lifecycle = ?', bindings: [viewType === 'ACTIVE_ONLY' ? 'active' : 'deleted'] });
  }
  if (parentId === null) parts.push({ sql: 'r.parent IS NULL', bindings: [] });
  if (typeof parentId === 'string') parts.push({ sql: 'r.parent = ?', bindings: [parentId] });
  return joined(parts.length > 0 ? parts : [everywhere], ' AND ');
}

function isStorable(id: bigint): boolean {
  return BigInt.asIntN(64, id) === id;
}
