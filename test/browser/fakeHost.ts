// Runs in the page, in the place of VS Code: answers the webview's messages from the fixtures.
import '../../src/protocol/zodWithoutEval';
import type { MetricChoice } from '../../src/protocol/run';
import { seriesRequest } from '../../src/protocol/series';
import { fromView, type FromView, type ToView } from '../../src/protocol/view';
import { compareRuns } from '../../src/runs/compare';
import { fileBytes, listFiles, metricValues, type RunFiles } from './compareFixtures';
import { completeFake, findFakeMetrics } from './fakeSearch';
import { readFakeSeries } from './fakeSeries';
import { artifactFolders, artifactTexts, changedFiles, documentOf, type FixtureFile } from './fixtures';
import { createTableHost, type TableHost, type TableScenario } from './tableFixtures';

/** What a test says about the host before the page loads. */
export interface Scenario {
  readonly intent: unknown;
  readonly state?: unknown;
  readonly trusted?: boolean;
  readonly primary?: boolean;
  /** Questions that fail, with the error's message. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Answers to questions by name, in the fixtures' place. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Artifacts by path, beside those of the fixtures. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Each run's artifacts, in the place of the fixtures'. */
  readonly files?: RunFiles;
  /** The runs of a table. */
  readonly table?: TableScenario;
}

/** The host as a test sees it from outside the page. */
export interface FakeHost {
  /** Every message of the page, oldest first. */
  readonly messages: FromView[];
  state: unknown;
  /** Points logged since the page opened, for each run. */
  extra: number;
  failing: Readonly<Record<string, string>>;
  texts: Readonly<Record<string, string>>;
  /** Runs that were deleted for good. */
  gone: readonly string[];
  readonly send: (message: ToView) => void;
  /** What the table's questions are about; null without runs for it. */
  readonly table: TableHost | null;
}

declare global {
  var scenario: Scenario;
  var host: FakeHost;
  /** See `ViewOptions` of openView.ts. */
  var readStore: ((params: unknown) => Promise<string>) | undefined;
  function acquireVsCodeApi(): unknown;
}

const changes = new Map<string, object>();

function documents(ids: readonly string[]) {
  return ids.flatMap((id) => {
    const run = globalThis.host.gone.includes(id) ? null : documentOf(id, globalThis.host.extra);
    return run === null ? [] : [{ ...run, ...changes.get(id) }];
  });
}

function answer(name: string, params: Record<string, unknown>): unknown {
  const ofTable = globalThis.host.table?.answer(name, params);
  if (ofTable !== undefined) return ofTable;
  const ids = (params['ids'] ?? [params['id']]) as string[];
  const given = globalThis.scenario.answers?.[name];
  if (given !== undefined) return given;
  const primary = globalThis.scenario.primary === false ? null : { key: 'acc', direction: 'max' as const };
  switch (name) {
    case 'runs/rows':
      return documents(ids);
    case 'runs/read': {
      const [run] = documents(ids);
      if (run === undefined) throw new Error('There is no such run.');
      return run;
    }
    case 'runs/compare':
      return compareRuns(documents(ids), {
        base: (params['base'] as string | undefined) ?? ids[0] ?? '',
        primary,
        metric: metricValues(ids, (params['metric'] as MetricChoice | undefined) ?? { show: 'last' }),
      });
    case 'runs/repeats':
      return ids.map((id) => ({ id, repeats: [{ id, value: documentOf(id)?.metrics['acc']?.value }] }));
    case 'experiments/list':
      return [
        {
          id: '1',
          name: 'churn',
          lifecycle: 'active',
          runs: 3,
          topLevelRuns: 3,
          running: 1,
          deletedRuns: 0,
          primaryMetric: primary,
          updatedAt: '2026-11-24T10:00:00.000Z',
        },
      ];
    case 'experiments/setPrimaryMetric':
      return { undo: 1 };
    case 'runs/change':
      for (const id of ids) changes.set(id, { ...changes.get(id), ...params, ids: undefined });
      return { undo: 2 };
    case 'runs/code':
      return {
        files: [{ path: 'train.py', status: 'modified' }],
        leftOut: [{ path: 'weights.bin', reason: 'larger than 10 MB', bytes: 52_000_000 }],
        problem: null,
        root: '/home/ada/churn',
      };
    case 'search/complete':
      return completeFake(params as { text: string; caret: number });
    case 'search/metricKeys':
      return findFakeMetrics(
        params['pattern'] as string,
        documents(ids).flatMap((run) => Object.keys(run.metrics)),
      );
    case 'runs/staleness':
      return ids.map((id) => ({ id, state: 'differs', files: 3, data: ['data/raw.csv'], reason: null }));
    case 'runs/diff':
      return { from: params['from'], to: params['to'], root: '/home/ada/churn', files: changedFiles };
    case 'artifacts/list':
      return { root: 'file:///home/ada/churn', files: folderOf(params['id'] as string, params['path'] as string) };
    default:
      throw new Error(`The fake host has no answer to ${name}.`);
  }
}

function folderOf(run: string, path: string): readonly FixtureFile[] {
  const { files } = globalThis.scenario;
  return files === undefined ? (artifactFolders[path] ?? []) : listFiles(files, run, path);
}

/** Answers from the fixtures, or from a store that the test has opened outside the page. */
async function answerSeries(params: unknown): Promise<Uint8Array> {
  if (globalThis.readStore === undefined) return readFakeSeries(seriesRequest.parse(params), globalThis.host.extra);
  return Uint8Array.from(atob(await globalThis.readStore(params)), (character) => character.charCodeAt(0));
}

function reply(message: FromView): void {
  const { send } = globalThis.host;
  if (message.kind === 'ready') {
    send({ kind: 'show', intent: globalThis.scenario.intent, trusted: globalThis.scenario.trusted ?? true });
    return;
  }
  if (!('id' in message) || message.kind === 'abort') return;
  const { id } = message;
  const name = message.kind === 'ask' ? message.name : message.kind;
  try {
    const failure = globalThis.host.failing[name];
    if (failure !== undefined) throw new Error(failure);
    if (message.kind === 'ask') {
      const result = answer(message.name, message.params as Record<string, unknown>);
      send({ kind: 'answer', id, result: new TextEncoder().encode(JSON.stringify(result)) });
    } else if (message.kind === 'series') {
      void answerSeries(message.params).then((result) => send({ kind: 'answer', id, result }));
    } else {
      const own = globalThis.scenario.files?.[message.run]?.[message.path];
      const bytes = fileBytes(own ?? globalThis.host.texts[message.path] ?? artifactTexts[message.path] ?? '');
      send({ kind: 'answer', id, result: message.tail === undefined ? bytes : bytes.slice(-message.tail) });
    }
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    send({ kind: 'failed', id, code: 'TEST', message: text, hint: 'Start the tracker again.' });
  }
}

globalThis.host = {
  messages: [],
  state: globalThis.scenario.state,
  extra: 0,
  failing: globalThis.scenario.failing ?? {},
  texts: globalThis.scenario.texts ?? {},
  gone: [],
  send: (message) => window.postMessage(message, '*'),
  table: globalThis.scenario.table === undefined ? null : createTableHost(globalThis.scenario.table),
};

globalThis.acquireVsCodeApi = () => ({
  // Parsed as the real panel parses it: a message that breaks the protocol fails the test.
  postMessage: (message: unknown) => {
    const parsed = fromView.parse(message);
    globalThis.host.messages.push(parsed);
    queueMicrotask(() => reply(parsed));
  },
  getState: () => structuredClone(globalThis.host.state),
  setState: (state: unknown) => {
    globalThis.host.state = structuredClone(state);
  },
});
