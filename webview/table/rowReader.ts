import { isAbort, toError } from '../../src/protocol/errors';
import type { GridWindow } from '../shared/grid';
import type { ViewClient } from '../shared/rpc';
import type { Store } from '../shared/store';
import { columnSource } from './columns';
import { shownColumns, type TableModel } from './model';

/** Rows read beyond those in sight, so that a slow scroll never waits. */
const rowsAround = 40;
/** Up to so many columns are read whole; of more, those in sight and some beside them. */
const fewColumns = 40;
const columnsAround = 12;
const mostStaleness = 200;

/** Reads rows in sight, one question at a time: while one is under way the latest window waits for it. */
export interface RowReader {
  show(window: GridWindow): void;
  /** Other runs came into the window that is shown. */
  refresh(): void;
  spoil(ids: readonly string[] | null): void;
  spoilStaleness(): void;
}

export function createRowReader(client: ViewClient, store: Store<TableModel>): RowReader {
  let window: GridWindow = { first: 0, last: -1, columns: [] };
  let reading: { readonly ids: ReadonlySet<string>; readonly abort: AbortController } | null = null;
  let again = false;
  const judged = new Set<string>();

  function wanted(): { readonly ids: readonly string[]; readonly columns: readonly string[] } {
    const { items, rows } = store.state;
    const around = items.slice(Math.max(0, window.first - rowsAround), window.last + 1 + rowsAround);
    const all = around.flatMap((item) => (item.kind === 'run' ? [item.id] : []));
    const columns = columnsToRead(
      shownColumns(store.state).map(({ column }) => column),
      window.columns,
    );
    return { ids: rows.lacking(all, columns), columns };
  }

  async function read(): Promise<void> {
    const { ids, columns } = wanted();
    void readStaleness();
    if (ids.length === 0) return;
    if (reading !== null) {
      again = true;
      // Scrolled far away: nobody waits for those rows any more.
      if (!ids.some((id) => reading?.ids.has(id))) reading.abort.abort();
      return;
    }
    const abort = new AbortController();
    reading = { ids: new Set(ids), abort };
    try {
      const asked = { ids: [...ids], include: includeOf(columns), skipMissing: true };
      const rows = await client.ask('runs/rows', asked, abort.signal);
      store.state.rows.put(rows, columns);
      store.set({});
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ notice: { text: toError(thrown).message, undo: null, failed: true } });
    } finally {
      reading = null;
    }
    if (!again) return;
    again = false;
    void read();
  }

  async function readStaleness(): Promise<void> {
    if (!window.columns.includes('code')) return;
    const ids = store.state.items
      .slice(Math.max(0, window.first), window.last + 1)
      .flatMap((item) => (item.kind === 'run' && !judged.has(item.id) ? [item.id] : []))
      .slice(0, mostStaleness);
    if (ids.length === 0) return;
    for (const id of ids) judged.add(id);
    try {
      const found = await client.ask('runs/staleness', { ids });
      store.set({ staleness: new Map([...store.state.staleness, ...found.map((one) => [one.id, one] as const)]) });
    } catch (thrown) {
      // The column stays empty: a table is of use without it, and the tracker's log has the reason.
      if (!isAbort(thrown)) store.set({});
    }
  }

  return {
    show(next) {
      window = next;
      void read();
    },
    refresh: () => void read(),
    spoil(ids) {
      store.state.rows.spoil(ids);
      void read();
    },
    spoilStaleness() {
      judged.clear();
      void readStaleness();
    },
  };
}

/** All columns where they are few; else those in sight and their neighbours. */
function columnsToRead(columns: readonly string[], inSight: readonly string[]): readonly string[] {
  if (columns.length <= fewColumns) return columns;
  const sight = new Set(inSight);
  const near = new Set<string>();
  columns.forEach((column, index) => {
    if (!sight.has(column)) return;
    for (const other of columns.slice(Math.max(0, index - columnsAround), index + columnsAround + 1)) near.add(other);
  });
  return [...near];
}

/** Which keys of a run its columns need. */
export function includeOf(columns: readonly string[]): { params: string[]; metrics: string[]; tags: string[] } {
  const include = { params: [] as string[], metrics: [] as string[], tags: [] as string[] };
  for (const column of columns) {
    const { kind, key } = columnSource(column);
    if (kind === 'param') include.params.push(key);
    else if (kind === 'metric') include.metrics.push(key);
    else if (kind === 'tag') include.tags.push(key);
  }
  return include;
}
