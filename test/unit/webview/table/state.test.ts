import assert from 'node:assert/strict';
import { keepActive, startState } from '../../../../webview/table/state';

const kept = {
  view: 'table',
  layout: { query: { filter: 'metrics.acc > 0.9' }, columns: [{ column: 'name' }] },
  expanded: ['group:x'],
  top: 440,
  left: 10,
  active: { row: 'a', column: 'name' },
};

describe('the table that is opened', () => {
  it('is as it was left', () => {
    const state = startState({ view: 'table' }, kept);
    assert.equal(state?.layout.query.filter, 'metrics.acc > 0.9');
    assert.equal(state.top, 440);
    assert.deepEqual(state.active, { row: 'a', column: 'name' });
    assert.deepEqual(startState(null, kept)?.expanded, ['group:x']);
  });

  it('starts at its top with other runs or a layout that is asked for', () => {
    const other = startState({ view: 'table', ids: ['b'] }, kept);
    assert.deepEqual([other?.ids, other?.top, other?.layout.query.filter], [['b'], 0, 'metrics.acc > 0.9']);
    const saved = startState({ view: 'table', layout: { query: { filter: 'x' }, columns: [] } }, kept);
    assert.deepEqual([saved?.layout.query.filter, saved?.top], ['x', 0]);
  });

  it('is narrowed to the experiments that are asked for', () => {
    const state = startState({ view: 'table', experimentIds: ['7'] }, kept);
    assert.deepEqual(state?.layout.query.experimentIds, ['7']);
    assert.equal(state.layout.query.filter, 'metrics.acc > 0.9');
  });

  it('is a plain one when what was kept makes no sense', () => {
    assert.deepEqual(startState({ view: 'table' }, { view: 'table', layout: 3 })?.layout.columns, []);
    assert.equal(startState('nonsense', undefined), null);
  });
});

describe('the active row', () => {
  const rows = (text: string) => Array.from(text, (key) => ({ key }));

  it('stays with its run', () => {
    const active = { row: 'b', column: 'name' };
    assert.equal(keepActive(active, rows('abc'), rows('xxab')), active);
    assert.equal(keepActive(null, rows('abc'), rows('abc')), null);
  });

  it('is the one that took the place of a run that went', () => {
    assert.equal(keepActive({ row: 'b', column: 'name' }, rows('abc'), rows('ac'))?.row, 'c');
    assert.equal(keepActive({ row: 'c', column: 'name' }, rows('abc'), rows('ab'))?.row, 'b');
    assert.equal(keepActive({ row: 'a', column: 'name' }, rows('a'), [])?.row, null);
  });
});
