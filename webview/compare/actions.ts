import { isAbort, toError } from '../../src/protocol/errors';
import type { ChartOptions } from '../shared/charts';
import type { ViewClient } from '../shared/rpc';
import { atMostEvery, type Store } from '../shared/store';
import { chartOptionsOf, type CodeDiff, type CompareModel } from './model';
import { moved, startState, type CompareState } from './state';
import type { PrimaryMetric } from './summary';

const updateMs = 250;

/** What a person, or the panel, may do to the page. */
export interface CompareActions {
  start(): void;
  reload(): void;
  toggle(id: string): void;
  remove(id: string): void;
  move(id: string, to: number): void;
  choose(choice: Partial<CompareState>): void;
  chooseCharts(options: Partial<ChartOptions>): void;
  fold(prefix: string, folded: boolean): void;
  readDiff(id: string): void;
  setPrimary(metric: PrimaryMetric): void;
}

export function compareActions(client: ViewClient, store: Store<CompareModel>): CompareActions {
  let reading: AbortController | null = null;

  /** A change of the intent; other runs, or another base, are read at once. */
  function choose(choice: Partial<CompareState>): void {
    const { intent, diffs } = store.state;
    if (intent === null) return;
    const next = { ...intent, ...choice };
    next.base = next.ids[0];
    const isSame = next.ids.join() === intent.ids.join();
    store.set({ intent: next, ...(next.base !== intent.base && { diffs: new Map<string, CodeDiff>() }) });
    client.setState(next);
    if (isSame) return;
    reading?.abort();
    void read();
    // What was read against the former base is read against the new one.
    if (next.base !== intent.base) for (const id of next.ids) if (diffs.has(id)) readDiff(id);
  }

  function readDiff(id: string): void {
    const base = store.state.intent?.ids[0];
    if (base === undefined || store.state.diffs.has(id)) return;
    const put = (diff: CodeDiff): void => {
      if (store.state.intent?.ids[0] === base) store.set({ diffs: new Map(store.state.diffs).set(id, diff) });
    };
    put({ kind: 'reading' });
    client.ask('runs/diff', { from: base, to: id }).then(
      ({ files }) => put({ kind: 'files', files }),
      (thrown: unknown) => put({ kind: 'failed', error: toError(thrown) }),
    );
  }

  async function read(): Promise<void> {
    const { intent } = store.state;
    if (intent === null) return;
    const [ids, base] = [[...intent.ids], intent.ids[0]];
    reading = new AbortController();
    const { signal } = reading;
    try {
      const [rows, comparison, experiments] = await Promise.all([
        client.ask('runs/rows', { ids }, signal),
        client.ask('runs/compare', { ids, base }, signal),
        client.ask('experiments/list', {}, signal),
      ]);
      store.set({ data: { rows, comparison, experiments }, error: null });
      client.setTitle(titleOf(rows.map((row) => row.name)));
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown) });
    }
  }

  const update = atMostEvery(updateMs, read);

  return {
    start() {
      client.onShow(({ intent, trusted }) => {
        const before = store.state.intent;
        const next = startState(intent, before ?? client.getState());
        store.set({
          intent: next,
          trusted,
          error: next === null ? new Error('The panel did not say which runs.') : null,
        });
        if (next !== null) client.setState(next);
        void read().then(() => {
          if (before === null && next !== null) requestAnimationFrame(() => window.scrollTo(0, next.scroll));
        });
      });
      client.onChanged(({ runs, all }) => {
        if (all || runs.some((id) => store.state.intent?.ids.includes(id))) update();
      });
      client.onConnection((connection) => {
        store.set({ connection });
        if (connection === 'connected' && store.state.intent !== null) update();
      });
      client.ready();
    },
    reload: () => void read(),
    toggle(id) {
      const hidden = store.state.intent?.hidden ?? [];
      choose({ hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id] });
    },
    remove(id) {
      const ids = store.state.intent?.ids.filter((other) => other !== id) ?? [];
      if (ids.length > 0) choose({ ids });
    },
    move(id, to) {
      const ids = store.state.intent?.ids ?? [];
      choose({ ids: [...moved(ids, ids.indexOf(id), to)] });
    },
    choose,
    chooseCharts(options) {
      const { intent } = store.state;
      if (intent !== null) choose({ chart: { ...chartOptionsOf(intent), ...options } });
    },
    fold(prefix, folded) {
      const before = store.state.intent?.folded ?? [];
      if (before.includes(prefix) === folded) return;
      choose({ folded: folded ? [...before, prefix] : before.filter((other) => other !== prefix) });
    },
    readDiff,
    setPrimary({ key, direction }) {
      const experiments = new Set(store.state.data?.rows.map((row) => row.experiment.id));
      Promise.all(
        [...experiments].map((id) => client.ask('experiments/setPrimaryMetric', { id, key, direction })),
      ).then(read, (thrown: unknown) => store.set({ error: toError(thrown) }));
    },
  };
}

function titleOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(' ↔ ') : `Compare ${names.length} runs`;
}
