import assert from 'node:assert/strict';
import { changeColumn, firstColumns, moveColumn, showColumns, withSort } from '../../../../webview/table/layout';

const columns = [{ column: 'name', pinned: true }, { column: 'a' }, { column: 'b' }, { column: 'c' }];
const names = (shown: readonly { readonly column: string }[]): string => shown.map(({ column }) => column).join(' ');

describe('sorting by a click', () => {
  it('goes up, down, and away', () => {
    const up = withSort([], 'a', false);
    const down = withSort(up, 'a', false);
    assert.deepEqual(up, [{ column: 'a', descending: false }]);
    assert.deepEqual(down, [{ column: 'a', descending: true }]);
    assert.deepEqual(withSort(down, 'a', false), []);
  });

  it('starts anew with another column, or adds it as a key', () => {
    const one = withSort([], 'a', false);
    assert.deepEqual(withSort(one, 'b', false), [{ column: 'b', descending: false }]);
    const two = withSort(one, 'b', true);
    assert.deepEqual(two, [...one, { column: 'b', descending: false }]);
    assert.deepEqual(withSort(withSort(two, 'a', true), 'a', true), [{ column: 'b', descending: false }]);
  });

  it('keeps to eight keys', () => {
    let sort = withSort([], 'c0', false);
    for (let index = 1; index < 12; index++) sort = withSort(sort, `c${index}`, true);
    assert.equal(sort.length, 8);
    assert.equal(sort.at(-1)?.column, 'c11');
  });
});

describe('the columns of a layout', () => {
  it('move to the place of another, and are pinned as that one is', () => {
    assert.equal(names(moveColumn(columns, 'c', 'a')), 'name c a b');
    assert.equal(names(moveColumn(columns, 'a', 'c')), 'name b c a');
    assert.deepEqual(moveColumn(columns, 'b', 'name')[0], { column: 'b', pinned: true });
    assert.equal(moveColumn(columns, 'x', 'a'), columns);
  });

  it('stand first when they are pinned', () => {
    assert.equal(names(changeColumn(columns, 'c', { pinned: true })), 'name c a b');
    assert.deepEqual(changeColumn(columns, 'a', { width: 70 })[1], { column: 'a', width: 70 });
  });

  it('come and go, but for the name', () => {
    assert.equal(names(showColumns(columns, ['d', 'a'], true)), 'name a b c d');
    assert.equal(names(showColumns(columns, ['name', 'b'], false)), 'name a c');
    const many = Array.from({ length: 600 }, (_, index) => `m${index}`);
    assert.equal(showColumns(columns, many, true).length, 500);
  });

  it('start with the primary metric and what most runs have, without the machine', () => {
    const used = ['metrics.system/cpu', 'metrics.loss', 'metrics.acc', 'params.lr', 'tags.team'].map((column) => ({
      column,
    }));
    assert.equal(
      names(firstColumns(used, 'metrics.acc')),
      'name status started duration metrics.acc metrics.loss params.lr code note',
    );
    assert.equal(names(firstColumns([], null)), 'name status started duration code note');
  });
});
