import { isAbort, toError } from '../../src/protocol/errors';
import type { ChartOptions } from '../shared/charts';
import type { ViewClient } from '../shared/rpc';
import { atMostEvery, type Store } from '../shared/store';
import { artifactActions, type ArtifactActions } from './artifacts/actions';
import { chartOptionsOf, columnsOf, shownRuns, type CodeDiff, type CompareModel } from './model';
import { sharedPrimary, type PrimaryMetric } from './primary';
import type { RelationChoice } from './relations/choice';
import { makeReport } from './report/makeReport';
import { moved, startState, type CompareState } from './state';
import { showText } from './textDialog';

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
  /** From the choice as it is by then: a person may be faster than the page draws. */
  chooseRelation(change: (now: RelationChoice) => Partial<RelationChoice>): void;
  fold(prefix: string, folded: boolean): void;
  readDiff(id: string): void;
  setPrimary(metric: PrimaryMetric): void;
  /** Hides all runs but these. */
  showOnly(ids: readonly string[]): void;
  /** Takes all runs but these out of the comparison. */
  keepOnly(ids: readonly string[]): void;
  /** The last step that any shown run logged a metric at. */
  lastStep(): number;
  openText(title: string, text: string): void;
  /** The comparison as Markdown with its charts, to the clipboard or as files. */
  report(to: 'clipboard' | 'files'): void;
  readonly artifacts: ArtifactActions;
}

export function compareActions(client: ViewClient, store: Store<CompareModel>): CompareActions {
  let reading: AbortController | null = null;
  const artifacts = artifactActions(client, store);

  /** A change of the intent; other runs, another base or other values of metrics are read at once. */
  function choose(choice: Partial<CompareState>): void {
    const { intent, diffs } = store.state;
    if (intent === null) return;
    const next = { ...intent, ...choice };
    next.base = next.ids[0];
    const isSame =
      next.ids.join() === intent.ids.join() && JSON.stringify(next.metric) === JSON.stringify(intent.metric);
    store.set({ intent: next, ...(next.base !== intent.base && { diffs: new Map<string, CodeDiff>() }) });
    client.setState(next);
    if (isSame) return;
    void read();
    // What was read against the former base is read against the new one.
    if (next.base !== intent.base) for (const id of next.ids) if (diffs.has(id)) readDiff(id);
  }

  function readDiff(id: string): void {
    const base = store.state.data?.comparison.base;
    if (base === undefined || store.state.diffs.has(id)) return;
    const put = (diff: CodeDiff): void => {
      if (store.state.data?.comparison.base === base) store.set({ diffs: new Map(store.state.diffs).set(id, diff) });
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
    const { metric } = intent;
    const [ids, base] = [[...intent.ids], intent.ids[0]];
    // The answer to an older question must not come in after this one's.
    reading?.abort();
    reading = new AbortController();
    const { signal } = reading;
    try {
      const [comparison, experiments] = await Promise.all([
        client.ask('runs/compare', { ids, base, metric, skipMissing: true }, signal),
        client.ask('experiments/list', {}, signal),
      ]);
      // Runs that were deleted for good are in neither answer.
      const there = comparison.runs.map(({ id }) => id);
      const rows = there.length === 0 ? [] : await client.ask('runs/rows', { ids: there, skipMissing: true }, signal);
      const names = new Map([...store.state.names, ...comparison.runs.map(({ id, name }) => [id, name] as const)]);
      store.set({ data: { asked: ids, rows, comparison, metric, experiments }, names, error: null });
      client.setTitle(titleOf(rows.map((row) => row.name)));
      await readRepeats(signal);
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ error: toError(thrown) });
    }
  }

  /** Asked for all compared runs, so that hiding one asks nothing. */
  async function readRepeats(signal: AbortSignal): Promise<void> {
    const { data } = store.state;
    const primary = data === null ? null : sharedPrimary(data.rows, data.experiments);
    if (data === null || primary === null || data.rows.length < 2) {
      store.set({ repeats: { kind: 'none' } });
      return;
    }
    try {
      const ids = data.rows.map(({ id }) => id);
      const answer = await client.ask('runs/repeats', { ids, metric: primary.key }, signal);
      const of = new Map(answer.map(({ id, repeats }) => [id, repeats]));
      store.set({ repeats: { kind: 'ready', metric: primary.key, of } });
    } catch (thrown) {
      if (!isAbort(thrown)) store.set({ repeats: { kind: 'failed', error: toError(thrown) } });
    }
  }

  async function report(to: 'clipboard' | 'files'): Promise<void> {
    try {
      const made = await makeReport(store.state, { client, place: to === 'files' ? 'beside' : 'inline' });
      if (made === null) return;
      const { markdown, pictures, note } = made;
      if (to === 'files') client.command({ name: 'saveMarkdown', markdown, pictures: [...pictures] });
      else client.command({ name: 'copy', text: markdown });
      store.set({ notice: to === 'files' ? note : `Copied as Markdown.${note === null ? '' : ` ${note}`}` });
    } catch (thrown) {
      store.set({ notice: `The comparison could not be written as Markdown: ${toError(thrown).message}` });
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
        if (!all && !runs.some((id) => store.state.intent?.ids.includes(id))) return;
        update();
        artifacts.refresh(all ? null : runs);
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
    chooseRelation(change) {
      const { intent } = store.state;
      if (intent !== null) choose({ relation: { ...intent.relation, ...change(intent.relation) } });
    },
    fold(prefix, folded) {
      const before = store.state.intent?.folded ?? [];
      if (before.includes(prefix) === folded) return;
      choose({ folded: folded ? [...before, prefix] : before.filter((other) => other !== prefix) });
    },
    readDiff,
    showOnly(ids) {
      choose({ hidden: (store.state.intent?.ids ?? []).filter((id) => !ids.includes(id)) });
    },
    keepOnly(ids) {
      const kept = store.state.intent?.ids.filter((id) => ids.includes(id)) ?? [];
      if (kept.length > 0) choose({ ids: kept });
    },
    lastStep() {
      const { data } = store.state;
      const runs = data === null ? [] : columnsOf(data.comparison, shownRuns(store.state));
      const steps = runs.flatMap(({ row }) => Object.values(row?.metrics ?? {}).map(({ step }) => step));
      return steps.reduce((one, other) => Math.max(one, other), 0);
    },
    openText: (title, text) => showText({ title, text }, client),
    report: (to) => void report(to),
    artifacts,
    setPrimary({ key, direction }) {
      const experiments = new Set(store.state.data?.rows.map((row) => row.experiment.id));
      Promise.all(
        [...experiments].map((id) => client.ask('experiments/setPrimaryMetric', { id, key, direction })),
      ).then(read, (thrown: unknown) => store.set({ error: toError(thrown) }));
    },
  };
}

function titleOf(names: readonly string[]): string {
  if (names.length === 0) return 'Compare';
  return names.length === 2 ? names.join(' ↔ ') : `Compare ${names.length} runs`;
}
