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
const aroundMs = 1_000;

/** Reads what the table shows, and again what changed. */
export interface TableReader {
  /** All of it. */
  start(): void;
  /** Which runs and their order, at once: the question is another one. */
  readOrder(): Promise<void>;
  /** What the shown columns need beyond the rows. */
  readAround(): void;
  /** Runs that changed; null: any may have. */
  changed(ids: readonly string[] | null): void;
  /** What is in sight now. */
  show(window: GridWindow): void;
  /** Other runs stand in the window: a group was opened. */
  refresh(): void;
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
  let around: AbortController | null = null;
  /** The primary metric is the experiments', so what depends on it waits for them. */
  let listed: Promise<void> = Promise.resolve();

  async function readExperiments(): Promise<void> {
    try {
      store.set({ experiments: await client.ask('experiments/list', {}) });
    } catch (thrown) {
      store.set({ error: toError(thrown) });
    }
  }

  async function ask(state: TableState): Promise<void> {
    reading?.abort();
    const { signal } = (reading = new AbortController());
    try {
      applyOrder(await client.ask('runs/table', orderQuestion(store.state, state), signal));
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown), reading: false });
    }
  }

  async function readOrder(): Promise<void> {
    const { state } = store.state;
    if (state === null) return;
    store.set({ reading: true });
    await ask(state);
    void readAround();
  }

  function applyOrder(order: NonNullable<TableModel['order']>): void {
    const { state, items: before, selection } = store.state;
    if (state === null) return;
    const items = toItems(order, new Set(state.expanded));
    const active = keepActive(state.active, before, items);
    store.set({
      order,
      items,
      orderOf: JSON.stringify([state.ids, state.layout.query]),
      state: { ...state, active },
      selection: keepPresent(selection, order.ids),
      reading: false,
      error: null,
    });
    rows.refresh();
  }

  async function chooseColumns(signal: AbortSignal): Promise<void> {
    const { state } = store.state;
    if (state === null || state.layout.columns.length > 0) return;
    const { columns } = await client.ask('runs/columns', whichRuns(state), signal);
    const now = store.state.state;
    // With no column there is no run yet; the first one decides.
    if (now === null || now.layout.columns.length > 0 || columns.length === 0) return;
    const first = firstColumns(columns, primaryMetric(store.state)?.column ?? null);
    keep({ ...now, layout: { ...now.layout, columns: [...first] } });
  }

  /** Extremes, differing columns and first columns: none of them keeps the rows waiting. */
  async function readAround(): Promise<void> {
    await listed;
    const { state } = store.state;
    if (state === null) return;
    around?.abort();
    const { signal } = (around = new AbortController());
    try {
      await chooseColumns(signal);
      const { layout } = state;
      const chosen = layoutColumns(store.state).map(({ column }) => column);
      const columns = layoutColumns(store.state)
        .filter((shown) => columnSource(shown.column).kind === 'metric')
        .filter((shown) => layout.bars || directionOf(store.state, shown) !== null)
        .map(({ column }) => column)
        .slice(0, 200);
      const [extremes, differing] = await Promise.all([
        columns.length === 0 ? [] : client.ask('runs/extremes', { ...whichRuns(state), columns }, signal),
        layout.onlyDiffering ? client.ask('runs/differing', { ...whichRuns(state), columns: chosen }, signal) : null,
      ]);
      store.set({
        extremes: new Map(extremes.map(({ column, min, max }) => [column, { min, max }])),
        differing: differing === null ? null : new Set(differing.columns),
      });
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ notice: { text: toError(thrown).message, undo: null, failed: true } });
    }
  }

  const updateAround = atMostEvery(aroundMs, readAround);
  const update = atMostEvery(orderMs, async () => {
    const { state, editing } = store.state;
    // What is being edited stays where it is.
    if (state === null || editing !== null) return;
    await ask(state);
    updateAround();
  });

  return {
    start() {
      listed = readExperiments();
      void readOrder();
    },
    readOrder,
    readAround: () => void readAround(),
    changed(ids) {
      rows.spoil(ids);
      if (ids === null) listed = readExperiments();
      update();
    },
    show: (window) => rows.show(window),
    refresh: () => rows.refresh(),
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
