import assert from 'node:assert/strict';
import { groupKey, runsOf, toItems } from '../../../../webview/table/items';
import { keepPresent, nothingSelected, selectOnly, selectRange, toggle } from '../../../../webview/table/selection';

const group = (value: string | null, start: number, count: number) => ({
  value,
  label: value ?? '',
  start,
  count,
  cells: [],
});
const ids = ['a', 'b', 'c', 'd', 'e'];
const grouped = { ids, total: 5, groups: [group('x', 0, 2), group(null, 2, 3)] };

function keys(expanded: readonly string[]): readonly string[] {
  return toItems(grouped, new Set(expanded)).map(({ key }) => key);
}

describe('the rows of a table', () => {
  it('are the runs, or groups that open', () => {
    assert.deepEqual(
      toItems({ ids, total: 5, groups: null }, new Set()).map(({ key }) => key),
      ids,
    );
    assert.deepEqual(keys([]), ['group:x', 'group']);
    assert.deepEqual(keys(['group:x']), ['group:x', 'a', 'b', 'group']);
    assert.deepEqual(keys(['group']), ['group:x', 'group', 'c', 'd', 'e']);
  });

  it('tell a group without a value from one of an empty value', () => {
    assert.notEqual(groupKey(group(null, 0, 1)), groupKey(group('', 0, 1)));
  });

  it('stand for their runs', () => {
    const items = toItems(grouped, new Set(['group:x']));
    assert.deepEqual(
      items.map((item) => runsOf(item, ids).join('')),
      ['ab', 'a', 'b', 'cde'],
    );
  });
});

describe('the selection', () => {
  const items = toItems(grouped, new Set(['group:x']));
  const rows = { items, ids };
  const chosen = (selection: { readonly ids: ReadonlySet<string> }): string => [...selection.ids].sort().join('');

  it('takes a row, adds others and takes them out again', () => {
    const one = selectOnly(rows, 1);
    assert.equal(chosen(one), 'a');
    const two = toggle(rows, 3, one);
    assert.equal(chosen(two), 'acde');
    assert.equal(chosen(toggle(rows, 1, two)), 'cde');
  });

  it('takes all runs of a group of which some are selected, and none when all are', () => {
    const some = selectOnly(rows, 1);
    const all = toggle(rows, 0, some);
    assert.equal(chosen(all), 'ab');
    assert.equal(chosen(toggle(rows, 0, all)), '');
  });

  it('reaches from the anchor in both directions, and from the keyboard without one', () => {
    assert.equal(chosen(selectRange(rows, 3, { anchor: 'b', from: 0 })), 'bcde');
    assert.equal(chosen(selectRange(rows, 1, { anchor: 'b', from: 0 })), 'ab');
    assert.equal(chosen(selectRange(rows, 2, { anchor: null, from: 1 })), 'ab');
    assert.equal(selectRange(rows, 2, { anchor: 'gone', from: 1 }).anchor, 'a');
  });

  it('loses the runs that are gone', () => {
    assert.equal(chosen(keepPresent({ ids: new Set(['a', 'z']), anchor: null }, ids)), 'a');
    assert.equal(chosen(keepPresent(nothingSelected, ids)), '');
  });
});
