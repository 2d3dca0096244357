import assert from 'node:assert/strict';
import { placeColumns, widthOf } from '../../../../webview/shared/grid/columnLayout';

const column = (id: string, width: number, pinned = false) => ({ id, width, pinned });

describe('columns beside each other', () => {
  it('stand one after the other', () => {
    const placed = placeColumns([column('a', 50, true), column('b', 100), column('c', 70)], 1000);
    assert.deepEqual(
      placed.map(({ left, index, pinned }) => [left, index, pinned]),
      [
        [0, 0, true],
        [50, 1, false],
        [150, 2, false],
      ],
    );
    assert.equal(widthOf(placed), 220);
    assert.equal(widthOf([]), 0);
  });

  it('are pinned as far as they leave room for the others', () => {
    const columns = [column('a', 50, true), column('b', 200, true), column('c', 200, true), column('d', 10, true)];
    const pinned = (width: number) => placeColumns(columns, width).filter((placed) => placed.pinned).length;
    assert.equal(pinned(2000), 4);
    assert.equal(pinned(500), 2);
    assert.equal(pinned(300), 1);
  });

  it('are pinned at the start alone', () => {
    const placed = placeColumns([column('a', 50), column('b', 50, true)], 1000);
    assert.deepEqual(
      placed.map(({ pinned }) => pinned),
      [false, false],
    );
  });
});
