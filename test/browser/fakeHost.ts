// Runs in the page, in the place of VS Code: answers the webview's messages from the fixtures.
import '../../src/protocol/zodWithoutEval';
import { encodeSeries, seriesRequest, type SeriesRequest } from '../../src/protocol/series';
import { fromView, type FromView, type ToView } from '../../src/protocol/view';
import { compareRuns } from '../../src/runs/compare';
import { createDownsampler } from '../../src/runs/series/downsample';
import { artifactFolders, artifactTexts, changedFiles, documentOf, seriesOf, xOf } from './fixtures';

/** What a test says about the host before the page loads. */
export interface Scenario {
  readonly intent: unknown;
  readonly state?: unknown;
  readonly trusted?: boolean;
  readonly primary?: boolean;
  /** Questions that fail, with the error's message. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Artifacts by path, beside those of the fixtures. */
  readonly texts?: Readonly<Record<string, string>>;
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
  readonly send: (message: ToView) => void;
}

declare global {
  var scenario: Scenario;
  var host: FakeHost;
  function acquireVsCodeApi(): unknown;
}

const changes = new Map<string, object>();

function documents(ids: readonly string[]) {
  return ids.flatMap((id) => {
    const run = documentOf(id, globalThis.host.extra);
    return run === null ? [] : [{ ...run, ...changes.get(id) }];
  });
}

function answer(name: string, params: Record<string, unknown>): unknown {
  const ids = (params['ids'] ?? [params['id']]) as string[];
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
      return compareRuns(documents(ids), { base: (params['base'] as string | undefined) ?? ids[0] ?? '', primary });
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
    case 'runs/diff':
      return { from: params['from'], to: params['to'], root: '/home/ada/churn', files: changedFiles };
    case 'artifacts/list':
      return { root: 'file:///home/ada/churn', files: artifactFolders[params['path'] as string] ?? [] };
    default:
      throw new Error(`The fake host has no answer to ${name}.`);
  }
}

function readSeries(request: SeriesRequest): Uint8Array {
  const parts = request.ids.map((id) => {
    const series = seriesOf(id, request.metric, globalThis.host.extra);
    const all = Array.from({ length: series?.count ?? 0 }, (_, step) => ({
      x: xOf(step, request.x),
      y: series?.valueAt(step) ?? NaN,
    }));
    const from = request.from ?? -Infinity;
    const to = request.to ?? Infinity;
    const start = Math.max(0, all.findIndex(({ x }) => x >= from) - 1);
    const end = all.findLastIndex(({ x }) => x <= to) + 2;
    const inside = all.filter(({ x }) => x >= from && x <= to);
    const wanted = all.slice(start, end);
    const points =
      inside.length <= request.points
        ? Float64Array.from(wanted.flatMap(({ x, y }) => [x, y]))
        : downsample(wanted, inside, request.points);
    const nan = inside.filter(({ y }) => Number.isNaN(y)).length;
    return { header: { id, total: inside.length, shown: points.length / 2, nan }, points };
  });
  return encodeSeries({
    metric: request.metric,
    x: request.x,
    series: parts.map((part) => part.header),
    points: parts.map((part) => part.points),
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function downsample(points: readonly Point[], inside: readonly Point[], most: number): Float64Array {
  const downsampler = createDownsampler({
    from: inside[0]?.x ?? 0,
    to: inside.at(-1)?.x ?? 0,
    buckets: Math.floor(most / 2),
  });
  for (const { x, y } of points) downsampler.add(x, y);
  return downsampler.finish();
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
      send({ kind: 'answer', id, result: answer(message.name, message.params as Record<string, unknown>) });
    } else if (message.kind === 'series') {
      send({ kind: 'answer', id, result: readSeries(seriesRequest.parse(message.params)) });
    } else {
      const text = globalThis.host.texts[message.path] ?? artifactTexts[message.path] ?? '';
      const bytes = new TextEncoder().encode(text);
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
  send: (message) => window.postMessage(message, '*'),
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
