import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moveBy } from '../../../../webview/shared/grid/move';

const room = { rowCount: 100, columns: ['a', 'b', 'c'], page: 20 };
const at = (row: number, column: string) => ({ row, column });

function move(key: string, from: ReturnType<typeof at>, ctrl = false) {
  return moveBy({ key, ctrl }, from, room);
}

describe('moving in a grid by keys', () => {
  it('goes cell by cell, to the headers above the first row, and stops at the edges', () => {
    assert.deepEqual(move('ArrowDown', at(0, 'a')), at(1, 'a'));
    assert.deepEqual(move('ArrowDown', at(99, 'a')), at(99, 'a'));
    assert.deepEqual(move('ArrowUp', at(0, 'b')), at(-1, 'b'));
    assert.deepEqual(move('ArrowUp', at(-1, 'b')), at(-1, 'b'));
    assert.deepEqual(move('ArrowRight', at(5, 'c')), at(5, 'c'));
    assert.deepEqual(move('ArrowLeft', at(5, 'b')), at(5, 'a'));
  });

  it('goes along the row with Home and End, to the corners with Ctrl, and by pages', () => {
    assert.deepEqual(move('Home', at(5, 'c')), at(5, 'a'));
    assert.deepEqual(move('End', at(5, 'a')), at(5, 'c'));
    assert.deepEqual(move('Home', at(5, 'c'), true), at(0, 'a'));
    assert.deepEqual(move('End', at(5, 'a'), true), at(99, 'c'));
    assert.deepEqual(move('PageDown', at(90, 'a')), at(99, 'a'));
    assert.deepEqual(move('PageUp', at(10, 'a')), at(0, 'a'));
    assert.deepEqual(move('PageDown', at(-1, 'a')), at(20, 'a'));
  });

  it('leaves other keys alone', () => {
    assert.equal(move('x', at(0, 'a')), null);
  });

  it('stays inside of any grid from any cell of it', () => {
    const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'] as const;
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.constantFrom(...keys), fc.boolean()), { maxLength: 30 }),
        (rowCount, columnCount, page, presses) => {
          const columns = Array.from({ length: columnCount }, (_, index) => `c${index}`);
          let place = at(rowCount === 0 ? -1 : 0, 'c0');
          for (const [key, ctrl] of presses) place = moveBy({ key, ctrl }, place, { rowCount, columns, page }) ?? place;
          assert.ok(place.row >= -1 && place.row < rowCount);
          assert.ok(columns.includes(place.column));
        },
      ),
    );
  });
});
