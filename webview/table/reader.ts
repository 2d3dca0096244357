import { isAbort, toError } from '../../src/protocol/errors';
import type { GridWindow } from '../shared/grid';
import type { ViewClient } from '../shared/rpc';
import { atMostEvery, type Store } from '../shared/store';
import { columnSource } from './columns';
import { toItems } from './items';
import { firstColumns } from './layout';
import {
  aggregated,
  directionOf,
  layoutColumns,
  primaryMetric,
  shownColumns,
  whichRuns,
  type TableModel,
} from './model';
import { keepPresent } from './selection';
import { keepActive, type TableState } from './state';
import { createRowReader } from './rowReader';

const orderMs = 250;

/** Reads what the table shows, and again what changed. */
export interface TableReader {
  /** All of it; `experiments` too. */
  start(): Promise<void>;
  /** Which runs and their order, at once: the question is another one. */
  readOrder(): Promise<void>;
  /** What the shown columns need beyond the rows. */
  readAround(): void;
  /** Runs that changed; null: any may have. */
  changed(ids: readonly string[] | null): void;
  /** What is in sight now. */
  show(window: GridWindow): void;
  /** The workspace may have changed: whether a run's code is the same is asked again. */
  spoilStaleness(): void;
}

export interface ReaderOptions {
  readonly client: ViewClient;
  readonly store: Store<TableModel>;
  /** Keeps another layout. */
  readonly keep: (state: TableState) => void;
}

export function tableReader({ client, store, keep }: ReaderOptions): TableReader {
  const rows = createRowReader(client, store);
  let reading: AbortController | null = null;

  async function readOrder(): Promise<void> {
    const { state } = store.state;
    if (state === null) return;
    reading?.abort();
    const abort = (reading = new AbortController());
    store.set({ reading: true });
    try {
      const order = await client.ask('runs/table', orderQuestion(store.state, state), abort.signal);
      applyOrder(order);
      void readAround();
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown), reading: false });
    }
  }

  function applyOrder(order: NonNullable<TableModel['order']>): void {
    const { state, items: before, selection } = store.state;
    if (state === null) return;
    const items = toItems(order, new Set(state.expanded));
    const active = keepActive(state.active, before, items);
    store.set({
      order,
      items,
      orderOf: orderKey(store.state),
      state: { ...state, active },
      selection: keepPresent(selection, order.ids),
      reading: false,
      error: null,
    });
  }

  async function chooseColumns(): Promise<void> {
    const { state } = store.state;
    if (state === null || state.layout.columns.length > 0) return;
    const { columns } = await client.ask('runs/columns', whichRuns(state));
    const now = store.state.state;
    // With no column there is no run yet; the first one decides.
    if (now === null || now.layout.columns.length > 0 || columns.length === 0) return;
    const first = firstColumns(columns, primaryMetric(store.state)?.column ?? null);
    keep({ ...now, layout: { ...now.layout, columns: [...first] } });
    void readAround();
  }

  /** Extremes, differing columns and first columns: none of them keeps the rows waiting. */
  async function readAround(): Promise<void> {
    const { state } = store.state;
    if (state === null) return;
    try {
      await chooseColumns();
      const { layout } = state;
      const columns = layoutColumns(store.state)
        .filter((shown) => columnSource(shown.column).kind === 'metric')
        .filter((shown) => layout.bars || directionOf(store.state, shown) !== null)
        .map(({ column }) => column)
        .slice(0, 200);
      const [extremes, differing] = await Promise.all([
        columns.length === 0 ? [] : client.ask('runs/extremes', { ...whichRuns(state), columns }),
        layout.onlyDiffering ? client.ask('runs/differing', whichRuns(state)) : null,
      ]);
      store.set({
        extremes: new Map(extremes.map(({ column, min, max }) => [column, { min, max }])),
        differing: differing === null ? null : new Set(differing.columns),
      });
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ notice: { text: toError(thrown).message, undo: null, failed: true } });
    }
  }

  const update = atMostEvery(orderMs, async () => {
    // What is being edited stays where it is.
    if (store.state.editing === null) await readOrder();
  });

  return {
    async start() {
      const order = readOrder();
      try {
        store.set({ experiments: await client.ask('experiments/list', {}) });
      } catch (thrown) {
        store.set({ error: toError(thrown) });
      }
      await order;
    },
    readOrder,
    readAround: () => void readAround(),
    changed(ids) {
      rows.spoil(ids);
      update();
    },
    show: (window) => rows.show(window),
    spoilStaleness: () => rows.spoilStaleness(),
  };
}

/** The question that gives the table's order; asked again when it is another one. */
function orderQuestion(model: TableModel, { ids, layout }: TableState) {
  const aggregate = layout.query.group === null ? [] : [...aggregated(shownColumns(model))];
  return { ...layout.query, ids, aggregate };
}

export function orderKey(model: TableModel): string {
  return model.state === null ? '' : JSON.stringify(orderQuestion(model, model.state));
}
