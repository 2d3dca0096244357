import assert from 'node:assert/strict';
import { orderRuns } from '../../../../src/editor/bisect/orderRuns';
import type { RunRow } from '../../../../src/protocol/run';

function run(id: string, value?: number | 'NaN'): RunRow {
  return { id, metrics: value === undefined ? {} : { acc: { value } } } as unknown as RunRow;
}

describe('which of two runs is the good one', () => {
  it('is the better one by the primary metric', () => {
    const [low, high] = [run('low', 0.1), run('high', 0.9)];
    assert.deepEqual(orderRuns(low, high, { key: 'acc', direction: 'max' }), { good: 'high', bad: 'low' });
    assert.deepEqual(orderRuns(high, low, { key: 'acc', direction: 'max' }), { good: 'high', bad: 'low' });
    assert.deepEqual(orderRuns(high, low, { key: 'acc', direction: 'min' }), { good: 'low', bad: 'high' });
  });

  it('is the first where that cannot be said', () => {
    const given = { good: 'a', bad: 'b' };
    const primary = { key: 'acc', direction: 'max' } as const;
    assert.deepEqual(orderRuns(run('a', 0.1), run('b', 0.9), null), given);
    assert.deepEqual(orderRuns(run('a', 0.1), run('b'), primary), given);
    assert.deepEqual(orderRuns(run('a', 0.1), run('b', 'NaN'), primary), given);
    assert.deepEqual(orderRuns(run('a', 0.5), run('b', 0.5), primary), given);
  });
});
