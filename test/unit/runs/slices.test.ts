import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mapSlices, sortInSlices } from '../../../src/runs/slices';

const signal = new AbortController().signal;

describe('work in slices', () => {
  it('takes each item once, in order', async () => {
    const items = Array.from({ length: 5000 }, (_, index) => index);
    const seen: number[] = [];
    for await (const slice of mapSlices(items, signal, (some) => some)) seen.push(...slice);
    assert.deepEqual(seen, items);
  });

  it('sorts as a sort in one go does, equal items in the order they came', async () => {
    const items = fc
      .sample(fc.integer({ min: 0, max: 3000 }), { numRuns: 20_000, seed: 4 })
      .map((key, at) => ({ key, at }));
    const byKey = (one: { key: number }, other: { key: number }): number => one.key - other.key;
    assert.deepEqual(await sortInSlices(items, byKey, signal), items.toSorted(byKey));
  });

  it('lets others have their turn and ends when nobody waits', async () => {
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    const items = Array.from({ length: 20_000 }, (_, index) => index);
    await assert.rejects(
      sortInSlices(items, (one, other) => other - one, abort.signal),
      { name: 'AbortError' },
    );
  });
});
