import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BisectCommit } from '../../../../src/protocol/staleness';
import { chooseNext } from '../../../../src/runs';

type RunFacts = Partial<BisectCommit['runs'][number]>;

/** Commits c0, c1, …, each with the runs that are given, as values or in full. */
function line(...runs: readonly (readonly (number | RunFacts)[])[]): BisectCommit[] {
  return runs.map((facts, at) => ({
    commit: `c${at}`,
    subject: '',
    author: '',
    at: '',
    runs: facts.map((fact, index) => ({
      id: `r${at}-${index}`,
      name: '',
      status: 'FINISHED',
      value: null,
      clean: true,
      ...(typeof fact === 'number' ? { value: fact } : fact),
    })),
  }));
}

const ends = { good: { id: 'good', value: 0.9 }, bad: { id: 'bad', value: 0.5 } };

describe('the commit to run next', () => {
  it('is the untried one between the last good and the first bad', () => {
    assert.deepEqual(chooseNext(line([0.9], [0.88], [], [0.5]), ends), {
      between: { good: 'c1', bad: 'c3' },
      next: 'c2',
    });
  });

  it('halves a long line', () => {
    const empty = Array.from({ length: 9 }, () => []);
    assert.equal(chooseNext(line([0.9], ...empty, [0.5]), ends).next, 'c5');
  });

  it('is none when the turn lies between two commits with runs', () => {
    assert.deepEqual(chooseNext(line([0.9], [0.52], [0.5]), ends), {
      between: { good: 'c0', bad: 'c1' },
      next: null,
    });
  });

  it('follows the last turn of a line that turns twice', () => {
    assert.deepEqual(chooseNext(line([0.9], [0.5], [], [0.89], [], [0.51], [0.5]), ends), {
      between: { good: 'c3', bad: 'c5' },
      next: 'c4',
    });
  });

  it('takes the mean of several runs of a commit', () => {
    assert.equal(chooseNext(line([0.9], [0.9, 0.4, 0.4], [], [0.5]), ends).next, null);
  });

  it('does not let runs with uncommitted changes or without an end speak for a commit', () => {
    const spoiled = line([0.9], [{ value: 0.5, clean: false }], [{ value: 0.5, status: 'FAILED' }], [0.5]);
    assert.deepEqual(chooseNext(spoiled, ends), { between: { good: 'c0', bad: 'c3' }, next: 'c1' });
  });

  it('trusts the two runs in question whatever their state', () => {
    const commits = line([{ id: 'good', clean: false }], [], [{ id: 'bad', value: 0.5, clean: false }]);
    assert.equal(chooseNext(commits, ends).next, 'c1');
  });

  it('knows none without two values that differ, or without a line', () => {
    const nothing = { between: null, next: null };
    assert.deepEqual(chooseNext(line([0.9], [], [0.5]), { ...ends, bad: { id: 'bad', value: null } }), nothing);
    assert.deepEqual(chooseNext(line([0.9], [], [0.5]), { ...ends, bad: { id: 'bad', value: 0.9 } }), nothing);
    assert.deepEqual(chooseNext([], ends), nothing);
    assert.deepEqual(chooseNext(line([0.9]), ends), nothing);
  });

  it('finds the commit that made it worse within the steps of a bisection', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), (length, seed) => {
        const culprit = 1 + (seed % (length - 1));
        const valueAt = (at: number): number => (at < culprit ? 0.9 : 0.5);
        const tried = new Map([0, length - 1].map((at) => [at, valueAt(at)]));
        for (let steps = 0; ; steps++) {
          const commits = line(...Array.from({ length }, (_, at) => (tried.has(at) ? [valueAt(at)] : [])));
          const { between, next } = chooseNext(commits, ends);
          if (next === null) {
            assert.equal(between?.bad, `c${culprit}`);
            assert.equal(between.good, `c${culprit - 1}`);
            assert.ok(steps <= Math.ceil(Math.log2(length)), `${steps} steps for ${length} commits`);
            return;
          }
          const at = Number(next.slice(1));
          tried.set(at, valueAt(at));
        }
      }),
    );
  });
});
