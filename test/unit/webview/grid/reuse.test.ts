import assert from 'node:assert/strict';
import { reuse } from '../../../../webview/shared/grid/reuse';

interface Item {
  readonly number: number;
}

function pool() {
  const held = new Map<string, Item>();
  const dropped: number[] = [];
  let made = 0;
  return {
    held,
    dropped,
    want(...keys: readonly string[]) {
      reuse(held, keys, { make: () => ({ number: ++made }), drop: ({ number }) => dropped.push(number) });
      return keys.map((key) => held.get(key)?.number);
    },
  };
}

describe('elements used again', () => {
  it('stay with their key, and go over to a new one when theirs is gone', () => {
    const items = pool();
    assert.deepEqual(items.want('a', 'b', 'c'), [1, 2, 3]);
    assert.deepEqual(items.want('b', 'c', 'd'), [2, 3, 1]);
    assert.deepEqual(items.want('d', 'e'), [1, items.held.get('e')?.number]);
    assert.equal(items.dropped.length, 1);
  });

  it('are as many as are wanted, however often a key is named', () => {
    const items = pool();
    items.want('a', 'a', 'b');
    assert.equal(items.held.size, 2);
    items.want();
    assert.equal(items.held.size, 0);
    assert.deepEqual(items.dropped.toSorted(), [1, 2]);
  });
});
