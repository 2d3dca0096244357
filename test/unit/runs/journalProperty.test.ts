import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redoChange, undoChange } from '../../../src/runs';
import { fillStore, stateOf, take, type Step } from './journalStore';
import { makeTestStore } from './testStore';

const runs = fc.array(fc.nat(9), { minLength: 1, maxLength: 4 });
const experiment = fc.nat(2);
const text = fc.constantFrom('a', 'b', 'Default', 'churn', 'a longer "name" with \' and 🦦');
const key = fc.constantFrom('owner', 'mlflow.parentRunId', 'mlflow.runName', 'odd key/with:all');

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('name' as const, 'note' as const), runs, text }),
  fc.record({ kind: fc.constant('star' as const), runs, on: fc.boolean() }),
  fc.record({ kind: fc.constant('tag' as const), runs, key, value: fc.option(text) }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const), runs }),
  fc.record({ kind: fc.constant('move' as const), runs, to: experiment }),
  fc.record({ kind: fc.constant('renameExperiment' as const), experiment, text }),
  fc.record({ kind: fc.constantFrom('deleteExperiment' as const, 'restoreExperiment' as const), experiment }),
  fc.record({ kind: fc.constant('primary' as const), experiment, key: text }),
);

describe('any sequence of changes', () => {
  it('is the initial state once all is undone, and the final one once all is done again', () => {
    const store = makeTestStore();
    const { db } = store;
    try {
      const things = fillStore(db);
      const initial = stateOf(db);
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
          const made = steps.filter((one, index) => take(db, one, things, 2000 + index)?.undo).length;
          const final = stateOf(db);
          for (let index = 0; index < made; index += 1) assert.deepEqual(undoChange(db, { now: 3000 }).kept, []);
          assert.deepEqual(stateOf(db), initial);
          for (let index = 0; index < made; index += 1) assert.deepEqual(redoChange(db, 4000).kept, []);
          assert.deepEqual(stateOf(db), final);
          assert.throws(() => redoChange(db, 4000), { code: 'NOTHING_TO_REDO' });
          for (let index = 0; index < made; index += 1) undoChange(db, { now: 5000 });
          assert.deepEqual(stateOf(db), initial);
          db.exec('DELETE FROM journal');
        }),
        { numRuns: 300 },
      );
    } finally {
      store.close();
    }
  });
});
