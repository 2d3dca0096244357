import assert from 'node:assert/strict';
import type { RunRow } from '../../../../src/protocol/run';
import { fullValue, isNumber, runCell, type CellContext } from '../../../../webview/table/cells';
import { columnSource } from '../../../../webview/table/columns';
import { groupCell } from '../../../../webview/table/groupCells';

const now = Date.UTC(2026, 10, 24, 12);
const context: CellContext = {
  now,
  bests: new Map([['metrics.acc', 0.934567891]]),
  bars: new Map([['metrics.acc', { min: 0.5, max: 1 }]]),
  ticks: new Set(),
  staleness: new Map([['r', { id: 'r', state: 'differs', files: 1, data: ['data/raw.dvc'], reason: null }]]),
};

const point = (value: number | 'NaN') => ({ value, step: 4, at: '2026-11-24T10:00:00.000Z', min: 0, max: 1, count: 5 });

const run: RunRow = {
  id: 'r',
  name: 'calm-otter',
  experiment: { id: '1', name: 'churn' },
  status: 'RUNNING',
  startedAt: '2026-11-24T10:00:00.000Z',
  endedAt: null,
  durationMs: null,
  user: 'ada',
  note: 'x'.repeat(100_000),
  starred: false,
  deletedAt: null,
  parentId: null,
  children: 0,
  params: { lr: '0.30000000000000004', seed: '12345678901', kind: 'deep', constructor: '1' },
  metrics: { acc: point(0.934567891), loss: point('NaN') },
  tags: {},
  git: null,
};

const cell = (column: string) => runCell(column, run, context);

describe('a cell of a run', () => {
  it('shows four digits and keeps all of them for the tooltip and copies', () => {
    assert.equal(cell('metrics.acc').text, '0.9346');
    assert.equal(cell('metrics.acc').title, '0.934567891 at step 4');
    assert.equal(fullValue('metrics.acc', run, context), '0.934567891');
    assert.equal(cell('params.lr').text, '0.3');
    assert.equal(fullValue('params.lr', run, context), '0.30000000000000004');
  });

  it('never shortens a whole number of a param: it may be a seed', () => {
    assert.equal(cell('params.seed').text, '12345678901');
  });

  it('stands at the right when it is a number, param by param', () => {
    assert.match(cell('params.lr').classes, /number/);
    assert.doesNotMatch(cell('params.kind').classes, /number/);
  });

  it('marks the best value in the text for a screen reader too, and says how far its bar reaches', () => {
    const best = cell('metrics.acc');
    assert.equal(best.label, 'acc: 0.9346, the best');
    assert.match(best.classes, /best/);
    assert.ok(Math.abs((best.bar ?? 0) - 0.869) < 0.001);
  });

  it('says NaN, and nothing where a run has no value', () => {
    assert.equal(cell('metrics.loss').text, 'NaN');
    assert.equal(cell('metrics.loss').bar, undefined);
    assert.equal(cell('metrics.other').label, 'other: none');
    assert.equal(cell('params.toString').text, '');
    assert.equal(cell('params.constructor').text, '1');
  });

  it('holds 200 characters of a long text, while a copy has all', () => {
    assert.equal(cell('note').text.length, 201);
    assert.ok(cell('note').title.length < 1_100);
    assert.equal(fullValue('note', run, context).length, 100_000);
  });

  it('counts the time of a run that goes on', () => {
    assert.equal(cell('duration').text, '2 h 0 m');
    assert.equal(cell('started').text, '2 h ago');
  });

  it('says how the code differs', () => {
    assert.equal(cell('code').text, '1 file differs, data differ');
    assert.match(cell('code').title, /data\/raw\.dvc/);
  });

  it('names the datasets, with their digests for copies', () => {
    const digests = {
      ...run,
      datasets: [
        { name: 'valid', digest: 'b2' },
        { name: 'train', digest: 'a1' },
      ],
    };
    assert.equal(runCell('data', digests, context).text, 'train, valid');
    assert.equal(fullValue('data', digests, context), 'train a1, valid b2');
  });

  it('is pending while the run is being read', () => {
    assert.equal(runCell('name', undefined, context).classes, 'pending');
  });
});

describe('a text', () => {
  it('is a number in decimal digits alone', () => {
    for (const text of ['1', '-0.5', '1e-3', '.5', '+2.', ' 3 ']) assert.ok(isNumber(text), text);
    for (const text of ['', '.', '0x10', 'Infinity', '1,5', '1 2', '9'.repeat(41)]) assert.ok(!isNumber(text), text);
  });
});

describe('a column id', () => {
  it('names a fact or a key, which may hold dots', () => {
    assert.deepEqual(columnSource('git.branch'), { kind: 'fact', key: 'git.branch' });
    assert.deepEqual(columnSource('params.a.b'), { kind: 'param', key: 'a.b' });
    assert.deepEqual(columnSource('metrics.'), { kind: 'metric', key: '' });
    assert.equal(columnSource('toString').kind, 'unknown');
  });
});

describe('a cell of a group', () => {
  const acc = {
    column: 'metrics.acc',
    count: 3,
    mean: 0.93,
    deviation: 0.0123,
    interval: 0.0306,
    min: 0.91,
    max: 0.95,
  };
  const group = { value: '4', label: '4', start: 0, count: 3, cells: [acc] };
  const plain = { isSeed: false, expanded: false, directionOf: () => null };

  it('says mean and deviation with the digits that mean something', () => {
    assert.equal(groupCell('metrics.acc', group, plain).text, '0.930 ± 0.012');
  });

  it('says the best value where a direction is known, and the interval of runs that differ in the seed', () => {
    const best = groupCell('metrics.acc', group, { ...plain, directionOf: () => 'max' });
    assert.equal(best.text, '0.930 ± 0.012, best 0.95');
    const seed = groupCell('metrics.acc', group, { ...plain, isSeed: true });
    assert.equal(seed.text, '0.930 ± 0.031');
    assert.match(seed.title, /of 3 runs, deviation 0\.0123, 95 % interval of the mean ± 0\.0306, from 0\.91 to 0\.95/);
  });

  it('says one value as it is, and equal ones without a spread', () => {
    const one = { ...acc, count: 1, deviation: null, interval: null };
    assert.equal(groupCell('metrics.acc', { ...group, count: 1, cells: [one] }, plain).text, '0.93');
    assert.equal(groupCell('metrics.acc', { ...group, cells: [{ ...acc, deviation: 0 }] }, plain).text, '0.93');
  });

  it('shows huge and tiny spreads in few characters', () => {
    const huge = { ...acc, mean: 123_456_789, deviation: 1_234_567 };
    assert.equal(groupCell('metrics.acc', { ...group, cells: [huge] }, plain).text, '1.235e8 ± 1.2e6');
    const tiny = { ...acc, mean: 1e-9, deviation: 3.21e-10 };
    assert.equal(groupCell('metrics.acc', { ...group, cells: [tiny] }, plain).text, '1e-9 ± 3.2e-10');
  });
});
