import assert from 'node:assert/strict';
import type { Comparison } from '../../../../src/protocol/run';
import { moved, startState } from '../../../../webview/compare/state';
import { toTable, toTsv } from '../../../../webview/compare/table';

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

describe('the comparison table', () => {
  it('judges differences and the best among the shown runs alone', () => {
    const table = toTable(comparison, { shown: [0, 1], everyRow: false, deltas: false });
    assert.deepEqual(
      table.rows.map((row) => row.key),
      ['acc', 'duration'],
    );
    assert.equal(table.equal, 1);
    assert.deepEqual(
      table.rows[0]?.cells.map((cell) => cell.best),
      [false, true],
    );
  });

  it('shows differences to the base in the unit of the row, and a missing value as missing', () => {
    const table = toTable(comparison, { shown: [0, 1, 2], everyRow: true, deltas: true });
    assert.deepEqual(
      table.rows.map((row) => row.cells.map((cell) => cell.delta)),
      [
        [null, null, null],
        ['±0', '+0.15', '+0.8'],
        ['±0', '+1 m 0 s', null],
      ],
    );
    assert.equal(table.rows[2]?.cells[2]?.full, null);
  });

  it('puts what the machine did below what the program says', () => {
    const rows = ['acc', 'system/cpu', 'train/loss'].map((key) => ({
      ...{ group: 'metric' as const, key, values: [1, 2, 3], differs: true },
      ...{ direction: null, best: null, delta: null },
    }));
    const table = toTable({ ...comparison, rows }, { shown: [0, 1], everyRow: true, deltas: false });
    assert.deepEqual(
      table.rows.map((row) => row.key),
      ['acc', 'train/loss', 'system/cpu'],
    );
  });

  it('copies full values as lines of cells', () => {
    const table = toTable(comparison, { shown: [0, 2], everyRow: true, deltas: false });
    assert.equal(toTsv(table, ['a', 'x\ty']).split('\n')[0], 'group\tkey\ta\tx y');
    assert.equal(toTsv(table, ['a', 'c']).split('\n')[2], 'metric\tacc\t0.1\t0.9');
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

  it('falls back to what was kept, and to nothing', () => {
    assert.equal(startState('nonsense', { view: 'compare', ids: ['a'] })?.ids[0], 'a');
    assert.equal(startState('nonsense', 'nonsense'), null);
  });

  it('moves runs', () => {
    assert.deepEqual(moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
    assert.deepEqual(moved(['a'], -1, 0), ['a']);
  });
});
