import { isAbort, toError } from '../../src/protocol/errors';
import { bisectIntent, type BisectIntent } from '../../src/protocol/view';
import type { ViewClient } from '../shared/rpc';
import { atMostEvery, type Store } from '../shared/store';
import type { BisectModel } from './model';

/** A bisection reads 200 runs and their code: a run that logs all the time must not make it do so all the time. */
const updateMs = 2_000;

/** What a person, or the panel, may do to the page. */
export interface BisectActions {
  start(): void;
  reload(): void;
  chooseMetric(metric: string): void;
  showEverySuspect(): void;
  showEveryCommit(): void;
}

/** What the parts of the page work with. */
export interface BisectTools {
  readonly actions: BisectActions;
  readonly client: ViewClient;
}

export function bisectActions(client: ViewClient, store: Store<BisectModel>): BisectActions {
  let asking = new AbortController();

  async function read(): Promise<void> {
    const { intent } = store.state;
    if (intent === null) return;
    asking.abort();
    asking = new AbortController();
    const { good, bad, metric } = intent;
    try {
      const params = { good, bad, ...(metric !== undefined && { metric }) };
      const [data, keys] = await Promise.all([
        client.ask('runs/bisect', params, asking.signal),
        client.ask('runs/metricKeys', { ids: [good, bad] }, asking.signal),
      ]);
      const metrics = keys.filter(({ key, runs }) => runs === 2 && !key.startsWith('system/')).map(({ key }) => key);
      store.set({ data, metrics, error: null });
      client.setTitle(`${data.good.name} → ${data.bad.name}`);
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown) });
    }
  }

  const update = atMostEvery(updateMs, read);

  function choose(choice: Partial<BisectIntent>): void {
    const { intent } = store.state;
    if (intent === null) return;
    const next = { ...intent, ...choice };
    store.set({ intent: next });
    client.setState(next);
  }

  return {
    start() {
      client.onShow(({ intent, trusted }) => {
        const kept = store.state.intent ?? bisectIntent.safeParse(client.getState()).data ?? null;
        const asked = bisectIntent.safeParse(intent).data ?? null;
        const isKept = kept !== null && (asked === null || (asked.good === kept.good && asked.bad === kept.bad));
        const next = isKept ? kept : asked;
        const error = next === null ? new Error('The panel did not say which runs.') : null;
        store.set({ intent: next, trusted, error });
        if (next === null) return;
        client.setState(next);
        update();
      });
      client.onChanged(() => update());
      client.onConnection((connection) => {
        store.set({ connection });
        if (connection === 'connected') update();
      });
      client.ready();
    },
    reload() {
      store.set({ error: null });
      void read();
    },
    chooseMetric(metric) {
      choose({ metric });
      void read();
    },
    showEverySuspect: () => store.set({ everySuspect: true }),
    showEveryCommit: () => store.set({ everyCommit: true }),
  };
}
