import assert from 'node:assert/strict';
import { groupLines, type GroupMember } from '../../../../../webview/shared/charts/groups';

/** A run whose buckets hold one value each. */
function member(id: string, group: string, points: readonly (readonly [x: number, y: number])[]): GroupMember {
  return {
    run: { id, name: id, colour: { index: 0, dash: 0, marker: 0 }, count: points.length, group },
    held: {
      points: Float64Array.from(points.flatMap(([x, y]) => [x, y, y, y])),
      total: points.length,
      nan: 1,
      backwards: 0,
      unpaired: 0,
    },
  };
}

describe('a group of runs', () => {
  it('is a mean at each step, with a band from the smallest to the largest value', () => {
    const [line, other] = groupLines(
      [
        member('a', 'lr = 1', [
          [0, 1],
          [1, 3],
        ]),
        member('b', 'lr = 1', [
          [0, 3],
          [1, 7],
        ]),
        member('c', 'lr = 2', [[0, 9]]),
      ],
      'range',
    );
    assert.equal(line?.name, 'lr = 1 (2 runs)');
    assert.deepEqual([...line.points], [0, 2, 1, 5]);
    assert.deepEqual([...(line.band?.low ?? [])], [0, 1, 1, 3]);
    assert.deepEqual([...(line.band?.high ?? [])], [0, 3, 1, 7]);
    assert.deepEqual([line.total, line.nan], [4, 2]);
    assert.equal(other?.name, 'lr = 2 (1 run)');
  });

  it('counts a run between its points by the line between them, and beyond its ends not at all', () => {
    const [line] = groupLines(
      [
        member('a', '', [
          [0, 0],
          [4, 4],
        ]),
        member('b', '', [
          [1, 11],
          [2, 12],
          [6, 16],
        ]),
      ],
      'range',
    );
    assert.deepEqual([...(line?.points ?? [])], [0, 0, 1, 6, 2, 7, 4, 9, 6, 16]);
  });

  it('has the 95 % interval of the mean by Student, and none for one run', () => {
    const values = [1, 2, 3];
    const [line] = groupLines(
      [...values.map((value, index) => member(`r${index}`, '', [[0, value]])), member('late', '', [[9, 5]])],
      'interval',
    );
    // s = 1, n = 3, t(0.975, 2) = 4.302653
    const half = 4.302653 / Math.sqrt(3);
    assert.ok(Math.abs((line?.band?.high[1] ?? NaN) - (2 + half)) < 1e-5);
    assert.ok(Math.abs((line?.band?.low[1] ?? NaN) - (2 - half)) < 1e-5);
    assert.ok(Number.isNaN(line?.band?.low[3]));
  });

  it('without a value has no points', () => {
    const [line] = groupLines([member('a', '', [])], 'range');
    assert.equal(line?.points.length, 0);
  });
});
