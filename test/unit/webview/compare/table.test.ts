import assert from 'node:assert/strict';
import type { Comparison } from '../../../../src/protocol/run';
import { moved, startState } from '../../../../webview/compare/state';
import { cellAt, keepRows, toTable, toTsv } from '../../../../webview/compare/table';
import { nextThat, stretchInSight } from '../../../../webview/compare/tableWindow';
import { toMetricSearch } from '../../../../webview/shared/metricSearch';

const comparison: Comparison = {
  base: 'a',
  runs: ['a', 'b', 'c'].map((id) => ({ id, name: id })),
  rows: [
    { group: 'param', key: 'lr', values: ['1', '1', '2'], differs: true, direction: null, best: null, delta: null },
    {
      group: 'metric',
      key: 'acc',
      values: [0.1, 0.25, 0.9],
      differs: true,
      direction: 'max',
      best: 2,
      delta: [0, 0.15, 0.8],
    },
    {
      group: 'duration',
      key: 'duration',
      values: [1000, 61_000, null],
      differs: true,
      direction: null,
      best: null,
      delta: [0, 60_000, null],
    },
  ],
};

function kept(shown: readonly number[], { everyRow = false, text = '' } = {}) {
  const table = toTable(comparison, shown);
  return { table, ...keepRows(table, { everyRow, search: toMetricSearch(text), text }) };
}

describe('the comparison table', () => {
  it('judges differences and the best among the shown runs alone', () => {
    const { table, rows, equal } = kept([0, 1]);
    assert.deepEqual(
      rows.map((row) => row.source.key),
      ['acc', 'duration'],
    );
    assert.equal(equal, 1);
    const [acc] = rows;
    assert.ok(acc);
    assert.deepEqual([cellAt(table, acc, 0).best, cellAt(table, acc, 1).best], [false, true]);
  });

  it('says differences to the base in the unit of the row, and shows a missing value as missing', () => {
    const { table, rows } = kept([0, 1, 2], { everyRow: true });
    assert.deepEqual(
      rows.map((row) => [0, 1, 2].map((column) => cellAt(table, row, column).delta)),
      [
        [null, null, null],
        ['±0', '+0.15', '+0.8'],
        ['±0', '+1 m 0 s', null],
      ],
    );
    const duration = rows[2];
    assert.ok(duration);
    assert.equal(cellAt(table, duration, 2).full, null);
  });

  it('puts what the machine did below what the program says', () => {
    const rows = ['acc', 'system/cpu', 'train/loss'].map((key) => ({
      ...{ group: 'metric' as const, key, values: [1, 2, 3], differs: true },
      ...{ direction: null, best: null, delta: null },
    }));
    assert.deepEqual(
      toTable({ ...comparison, rows }, [0, 1]).rows.map((row) => row.source.key),
      ['acc', 'train/loss', 'system/cpu'],
    );
  });

  it('finds rows by key and by value, and counts those it leaves out', () => {
    assert.deepEqual(
      kept([0, 1, 2], { text: '^AC' }).rows.map((row) => row.source.key),
      ['acc'],
    );
    const byValue = kept([0, 2], { everyRow: true, text: '2' });
    assert.deepEqual(
      byValue.rows.map((row) => row.source.key),
      ['lr'],
    );
    assert.equal(byValue.unmatched, 2);
  });

  it('cuts a long value for the cell and keeps it whole to be opened', () => {
    const text = 'x'.repeat(100_000);
    const rows = [{ group: 'param' as const, key: 'prompt', values: [text, 'y\nz', 'short'], differs: true }].map(
      (row) => ({ ...row, direction: null, best: null, delta: null }),
    );
    const table = toTable({ ...comparison, rows }, [0, 1, 2]);
    const [row] = table.rows;
    assert.ok(row);
    const cells = [0, 1, 2].map((column) => cellAt(table, row, column));
    assert.deepEqual(
      cells.map(({ long }) => long),
      [true, true, false],
    );
    assert.equal(cells[0]?.full, text);
    assert.ok(cells[0].text.length < 300 && cells[0].title.length < 1100);
  });

  it('says of which step a value is where that is not the asked one', () => {
    const rows = [
      { group: 'metric' as const, key: 'acc', values: [0.5, 0.6, null], steps: [10, 7, null], differs: true },
    ].map((row) => ({ ...row, direction: null, best: null, delta: null }));
    const table = toTable({ ...comparison, rows }, [0, 1]);
    const [row] = table.rows;
    assert.ok(row);
    assert.equal(cellAt(table, row, 0, 10).title, '0.5');
    assert.equal(cellAt(table, row, 1, 10).title, '0.6 (of step 7, the last before 10)');
  });

  it('copies full values as lines of cells', () => {
    const { table, rows } = kept([0, 2], { everyRow: true });
    assert.equal(toTsv(table, rows, ['a', 'x\ty']).split('\n')[0], 'group\tkey\ta\tx y');
    assert.equal(toTsv(table, rows, ['a', 'c']).split('\n')[2], 'metric\tacc\t0.1\t0.9');
  });
});

describe('what of a wide table is drawn', () => {
  it('is what is in sight and a little more, within the table', () => {
    const place = { size: 24, sight: 240, more: 2 };
    assert.deepEqual(stretchInSight(1000, { ...place, scrolled: 0 }), { start: 0, end: 12 });
    assert.deepEqual(stretchInSight(1000, { ...place, scrolled: 2400 }), { start: 98, end: 112 });
    assert.deepEqual(stretchInSight(1000, { ...place, scrolled: 1e6 }).end, 1000);
    assert.deepEqual(stretchInSight(0, { ...place, scrolled: 50 }), { start: 0, end: 0 });
  });

  it('goes to the next thing that passes, round and round', () => {
    const odd = { passes: (value: number) => value % 2 === 1 };
    const items = [0, 1, 2, 3];
    assert.equal(nextThat(items, -1, { by: 1, ...odd }), 1);
    assert.equal(nextThat(items, 3, { by: 1, ...odd }), 1);
    assert.equal(nextThat(items, -1, { by: -1, ...odd }), 3);
    assert.equal(nextThat(items, 1, { by: -1, ...odd }), 3);
    assert.equal(nextThat([0, 2], 0, { by: 1, ...odd }), -1);
  });
});

describe('what the compare page starts with', () => {
  const intent = { view: 'compare', ids: ['a', 'b'], base: 'b' };

  it('puts the base first', () => {
    assert.deepEqual(startState(intent, undefined)?.ids, ['b', 'a']);
  });

  it('keeps order and hidden runs while the runs are the same, and only the choices when they are not', () => {
    const kept = { view: 'compare', ids: ['a', 'b'], hidden: ['b'], search: 'loss' };
    assert.deepEqual(startState(intent, kept)?.hidden, ['b']);
    const other = startState({ view: 'compare', ids: ['a', 'c'] }, kept);
    assert.deepEqual([other?.ids, other?.hidden, other?.search], [['a', 'c'], [], 'loss']);
  });

  it('keeps the choices of every part over a reload, and takes a state of an older version', () => {
    const choices = {
      metric: { step: 40 },
      rowSearch: 'loss',
      relation: {
        kind: 'scatter',
        x: 'params.lr',
        brushes: { 'params.lr': { min: 0.1, max: null } },
        log: ['params.lr'],
      },
      artifacts: { open: true, shown: { kind: 'pictures', name: 'samples' }, step: 3 },
    };
    const kept = startState(null, { view: 'compare', ids: ['a', 'b'], ...choices });
    assert.deepEqual(kept?.metric, choices.metric);
    assert.deepEqual(kept.relation, { axes: null, colour: null, y: null, ...choices.relation });
    assert.deepEqual(kept.artifacts, { difference: false, search: '', ...choices.artifacts });
    const older = startState(null, { view: 'compare', ids: ['a'], everyRow: true });
    assert.deepEqual([older?.everyRow, older?.relation.kind, older?.artifacts.open], [true, 'parallel', false]);
  });

  it('falls back to what was kept, and to nothing', () => {
    assert.equal(startState('nonsense', { view: 'compare', ids: ['a'] })?.ids[0], 'a');
    assert.equal(startState('nonsense', 'nonsense'), null);
  });

  it('moves runs', () => {
    assert.deepEqual(moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
    assert.deepEqual(moved(['a'], -1, 0), ['a']);
  });
});
