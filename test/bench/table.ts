import { fillRuns, withStore } from './fillStore';
import { launchChromium } from '../support/chromium';
import { median, medianOf, timed, type Bench, type Measurement } from './measurement';
import { openPicker, paintTable, type TableFigures } from './tablePaint';
import { withFolder, withTracker, type TrackerProcess } from './trackerProcess';

const big = { runs: 10_000, params: 200, metrics: 100 };
const wide = { runs: 30, params: 20, metrics: 12_000 };
const times = 9;

const sortBy = (...columns: readonly string[]) => columns.map((column) => ({ column, descending: true }));
const first = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** What the table asks, of 10,000 runs: name, question, params and the budget in milliseconds. */
const questions: readonly (readonly [string, string, object, number | null])[] = [
  ['in its own order', 'runs/table', {}, 200],
  ['sorted by a metric', 'runs/table', { sort: sortBy('metrics.m50') }, 200],
  ['sorted by a param', 'runs/table', { sort: sortBy('params.p50') }, 200],
  ['sorted by 8 columns', 'runs/table', { sort: sortBy('duration', 'params.p3', ...first('metrics.m', 6)) }, null],
  ['filtered', 'runs/table', { filter: "metrics.m1 > 0.5 AND params.p0 != '7'" }, 200],
  ['filtered and sorted', 'runs/table', { filter: 'metrics.m1 > 0.5', sort: sortBy('metrics.m2') }, 200],
  ['in 97 groups with 10 means', 'runs/table', { group: 'params.p0', aggregate: first('metrics.m', 10) }, null],
  ['folded by seed', 'runs/table', { group: 'seed' }, null],
  ['its 300 columns', 'runs/columns', {}, null],
  ['columns that differ', 'runs/differing', {}, 1500],
  ['extremes of 15 metrics', 'runs/extremes', { columns: first('metrics.m', 15) }, 100],
];

export const tableBench: Bench = {
  name: 'table',
  run: async () => [...(await measureBig()), ...(await measureWide())],
};

function measureBig(): Promise<Measurement[]> {
  return withFolder(async (folder) => {
    withStore(folder, (db) => fillRuns(db, big));
    return withTracker(folder, async (tracker) => {
      const found: Measurement[] = [];
      for (const [name, question, params, budget] of questions) {
        const value = await medianOf(times, () => tracker.ask(question, params));
        found.push({ what: `table, ${name}`, value, unit: 'ms', budget });
      }
      const cells = await measureCells(tracker);
      const note = 'GET /health, one after another, while the columns that differ are looked for';
      const wait = await longestWait(tracker, () => tracker.ask('runs/differing', {}));
      return [
        ...(await measurePaint(tracker)),
        ...found.map((each) => ({ ...each, note: '10,000 runs × 200 params × 100 metrics, HTTP and JSON included' })),
        cells,
        { what: 'table, longest wait of others', value: wait, unit: 'ms', budget: 50, note },
      ];
    });
  });
}

/** A screen of cells: 60 runs with 40 columns. */
async function measureCells({ ask }: TrackerProcess): Promise<Measurement> {
  const reply = Buffer.from(await ask('runs/table', {})).toString();
  const { ids } = JSON.parse(reply) as { readonly ids: readonly string[] };
  const include = { params: first('p', 20), metrics: first('m', 20), tags: [] };
  const value = await medianOf(times, () => ask('runs/rows', { ids: ids.slice(5000, 5060), include }));
  return { what: 'table, a screen of cells', value, unit: 'ms', budget: null, note: '60 runs × 40 columns' };
}

/** What a person sees of it: the built webview in headless Chromium. */
async function measurePaint(tracker: TrackerProcess): Promise<Measurement[]> {
  const browser = await launchChromium();
  try {
    const columns = [...first('metrics.m', big.metrics), ...first('params.p', big.params)];
    const paints: TableFigures[] = [];
    for (let index = 0; index < 3; index += 1) paints.push(await paintTable({ browser, tracker }, columns));
    const note = '10,000 runs, 300 columns shown; built webview in headless Chromium';
    const middle = (of: (figures: TableFigures) => number): number => median(paints.map(of));
    return [
      { what: 'table, first rows', value: middle(({ rows }) => rows), unit: 'ms', budget: 1000, note },
      { what: 'table, nodes of the page', value: middle(({ nodes }) => nodes), unit: 'nodes', budget: 1500, note },
      {
        what: 'table, frames over 20 ms',
        value: middle(({ lateFrames }) => lateFrames * 100),
        unit: '%',
        budget: null,
        note: `${note}; while it scrolls for 3 s`,
      },
    ];
  } finally {
    await browser.close();
  }
}

async function longestWait({ url }: TrackerProcess, work: () => Promise<unknown>): Promise<number> {
  const end = new AbortController();
  const ended = work().finally(() => {
    end.abort();
  });
  let longest = 0;
  while (!end.signal.aborted) longest = Math.max(longest, await timed(() => fetch(`${url}/health`)));
  await ended;
  return longest;
}

function measureWide(): Promise<Measurement[]> {
  return withFolder(async (folder) => {
    withStore(folder, (db) => fillRuns(db, wide));
    return withTracker(folder, async (tracker) => {
      const columns = await medianOf(times, () => tracker.ask('runs/columns', {}));
      const browser = await launchChromium();
      try {
        const opened: number[] = [];
        for (let index = 0; index < 3; index += 1) opened.push(await openPicker({ browser, tracker }));
        const note = '30 runs × 12,000 metrics';
        return [
          {
            what: 'table, columns of 12,000 metrics',
            value: columns,
            unit: 'ms',
            budget: 200,
            note: `${note}, HTTP and JSON included`,
          },
          {
            what: 'table, column picker',
            value: median(opened),
            unit: 'ms',
            budget: 200,
            note: `${note}; from the click to the list, built webview in headless Chromium`,
          },
        ];
      } finally {
        await browser.close();
      }
    });
  });
}
