import { isAbort, toError } from '../../src/protocol/errors';
import { plainOptions, type ChartOptions } from '../shared/charts';
import type { RpcParams } from '../../src/protocol/view';
import type { ViewClient } from '../shared/rpc';
import { atMostEvery, type Store } from '../shared/store';
import { artifactActions, type ArtifactActions } from './artifactActions';
import { startState, type RunModel, type RunState } from './model';

const updateMs = 250;
const logMs = 2000;

/** What a person, or the panel, may do to the page. */
export interface RunActions extends ArtifactActions {
  start(): void;
  reload(): void;
  choose(choice: Partial<RunState>): void;
  chooseCharts(options: Partial<ChartOptions>): void;
  fold(prefix: string, folded: boolean): void;
  searchPackages(text: string): void;
  editNote(draft: string | null): void;
  saveNote(): void;
  setTag(key: string, value: string | null): void;
  star(starred: boolean): void;
}

export function runActions(client: ViewClient, store: Store<RunModel>): RunActions {
  const artifacts = artifactActions(client, store);

  function choose(choice: Partial<RunState>): void {
    const { intent } = store.state;
    if (intent === null) return;
    const next = { ...intent, ...choice };
    store.set({ intent: next });
    client.setState(next);
  }

  async function read(): Promise<void> {
    const id = store.state.intent?.id;
    if (id === undefined) return;
    try {
      const run = await client.ask('runs/read', { id });
      if (store.state.intent?.id !== id) return;
      const isNew = store.state.run?.name !== run.name;
      store.set({ run, error: null });
      if (isNew) client.setTitle(run.name);
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown) });
    }
  }

  async function readCode(): Promise<void> {
    const id = store.state.intent?.id;
    if (id === undefined) return;
    try {
      store.set({ code: { kind: 'ready', value: await client.ask('runs/code', { id }) } });
    } catch (thrown) {
      store.set({ code: { kind: 'failed', error: toError(thrown) } });
    }
  }

  async function readStaleness(fresh: boolean): Promise<void> {
    const id = store.state.intent?.id;
    if (id === undefined) return;
    try {
      const [staleness] = await client.ask('runs/staleness', { ids: [id], fresh });
      if (store.state.intent?.id === id) store.set({ staleness: staleness ?? null });
    } catch {
      // The line stays away: the code's own facts, or the bar of a lost tracker, say what is wrong.
      store.set({ staleness: null });
    }
  }

  const update = atMostEvery(updateMs, async () => {
    const snapshot = store.state.run?.git?.snapshot;
    await read();
    // The snapshot is taken after the run has begun: its files are known when it is.
    if (store.state.run?.git?.snapshot === snapshot) return;
    void readCode();
    void readStaleness(false);
  });
  const updateFiles = atMostEvery(2000, () => artifacts.refresh());

  async function save(change: Omit<RpcParams<'runs/change'>, 'ids'>): Promise<boolean> {
    const id = store.state.intent?.id;
    if (id === undefined) return false;
    try {
      await client.ask('runs/change', { ids: [id], ...change });
      store.set({ saveError: null });
      await read();
      return true;
    } catch (thrown) {
      store.set({ saveError: toError(thrown) });
      return false;
    }
  }

  return {
    ...artifacts,
    start() {
      client.onShow(({ intent, trusted }) => {
        const before = store.state.intent;
        const next = startState(intent, before ?? client.getState());
        store.set({
          intent: next,
          trusted,
          error: next === null ? new Error('The panel did not say which run.') : null,
        });
        if (next === null) return;
        client.setState(next);
        void Promise.all([read(), readCode(), readStaleness(false), artifacts.list('')]).then(() => {
          if (before === null) requestAnimationFrame(() => window.scrollTo(0, next.scroll));
        });
      });
      client.onChanged(({ runs, all }) => {
        if (!all && !runs.some((id) => id === store.state.intent?.id)) return;
        update();
        updateFiles();
      });
      client.onWorkspace(() => void readStaleness(true));
      client.onConnection((connection) => {
        store.set({ connection });
        if (connection === 'connected') update();
      });
      // A program may write to its log for hours without logging a metric: only reading tells.
      window.setInterval(() => {
        if (store.state.run?.status === 'RUNNING' && !document.hidden) void artifacts.refreshLogs();
      }, logMs);
      client.ready();
    },
    reload() {
      store.set({ error: null });
      void read();
      void readCode();
      void readStaleness(true);
      void artifacts.refresh();
    },
    choose,
    chooseCharts(options) {
      const { intent } = store.state;
      if (intent !== null) choose({ chart: { ...(intent.chart ?? plainOptions), ...options } });
    },
    fold(prefix, folded) {
      const before = store.state.intent?.folded ?? [];
      if (before.includes(prefix) === folded) return;
      choose({ folded: folded ? [...before, prefix] : before.filter((other) => other !== prefix) });
    },
    searchPackages: (packageSearch) => store.set({ packageSearch }),
    editNote: (draft) => store.set({ draft }),
    saveNote() {
      const { draft } = store.state;
      if (draft === null) return;
      void save({ note: draft }).then((saved) => {
        if (saved && store.state.draft === draft) store.set({ draft: null });
      });
    },
    setTag: (key, value) => void save({ tags: { [key]: value } }),
    star: (starred) => void save({ starred }),
  };
}
