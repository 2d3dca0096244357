import assert from 'node:assert/strict';
import type { RunDocument } from '../../../../src/protocol/run';
import { rankSuspects, type FileDifferences, type Measured } from '../../../../src/runs';

interface Facts {
  readonly params?: Record<string, string>;
  readonly packages?: Record<string, string>;
  readonly python?: string;
  readonly data?: Record<string, string>;
  readonly tree?: string;
}

let made = 0;

function measured(value: number | null, { params = {}, packages, python, data = {}, tree }: Facts = {}): Measured {
  const environment =
    packages === undefined && python === undefined
      ? null
      : { python: python ?? null, platform: null, packages: packages ?? {}, hardware: null };
  const run = {
    id: String(++made),
    params,
    data: Object.entries(data).map(([path, digest]) => ({ path, digest, from: `${path}.dvc` })),
    datasets: [],
    environment,
    process: null,
    git: tree === undefined ? null : { tree },
  };
  return { run: run as unknown as RunDocument, value };
}

const rank = (good: Measured, bad: Measured, others: Measured[], files: FileDifferences | null = null) =>
  rankSuspects({ good, bad, others, files });

describe('what made a run worse', () => {
  it('weighs a param by the runs that have either value', () => {
    const [suspect, ...more] = rank(
      measured(0.9, { params: { lr: '0.1' } }),
      measured(0.8, { params: { lr: '0.3' } }),
      [
        measured(0.92, { params: { lr: '0.1' } }),
        measured(0.9, { params: { lr: '0.1' } }),
        measured(0.83, { params: { lr: '0.3' } }),
        measured(0.1, { params: { lr: '0.7' } }),
      ],
    );
    assert.deepEqual(more, []);
    assert.equal(suspect?.key, 'lr');
    assert.deepEqual([suspect.good, suspect.bad], ['0.1', '0.3']);
    const { share = NaN, goodMean = NaN, ...counts } = suspect.evidence ?? {};
    assert.deepEqual(counts, { goodRuns: 2, badRuns: 1, badMean: 0.83 });
    assert.ok(Math.abs(goodMean - 0.91) < 1e-12);
    assert.ok(Math.abs(share - 0.8) < 1e-9);
  });

  it('works where less is better', () => {
    const [suspect] = rank(measured(0.2, { params: { lr: '1' } }), measured(0.6, { params: { lr: '2' } }), [
      measured(0.2, { params: { lr: '1' } }),
      measured(0.5, { params: { lr: '2' } }),
    ]);
    assert.ok(Math.abs((suspect?.evidence?.share ?? NaN) - 0.75) < 1e-9);
  });

  it('tells nothing where no other run has one of the values', () => {
    const [suspect] = rank(measured(1, { params: { a: '1' } }), measured(0, { params: { a: '2' } }), [
      measured(1, { params: { a: '1' } }),
      measured(null, { params: { a: '2' } }),
    ]);
    assert.equal(suspect?.evidence, null);
    assert.deepEqual(suspect.togetherWith, []);
  });

  it('tells nothing without a gap between the two', () => {
    const others = [measured(1, { params: { a: '1' } }), measured(0, { params: { a: '2' } })];
    const params = [{ params: { a: '1' } }, { params: { a: '2' } }] as const;
    assert.equal(rank(measured(1, params[0]), measured(1, params[1]), others)[0]?.evidence, null);
    assert.equal(rank(measured(null, params[0]), measured(1, params[1]), others)[0]?.evidence, null);
  });

  it('says which differences always come together', () => {
    const a = { params: { lr: '1', depth: '3', seed: '1' } };
    const b = { params: { lr: '2', depth: '4', seed: '2' } };
    const suspects = rank(measured(1, a), measured(0, b), [
      measured(1, a),
      measured(0, b),
      measured(0.9, { params: { ...a.params, seed: '2' } }),
    ]);
    const together = Object.fromEntries(suspects.map(({ key, togetherWith }) => [key, togetherWith]));
    assert.deepEqual(together, { depth: ['lr'], lr: ['depth'], seed: [] });
    assert.equal(suspects.at(-1)?.key, 'seed');
  });

  it('names at most twenty of those that come together', () => {
    const params = (value: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, value]));
    const others = [measured(1, { params: params('1') }), measured(0, { params: params('2') })];
    const suspects = rank(measured(1, { params: params('1') }), measured(0, { params: params('2') }), others);
    assert.deepEqual(new Set(suspects.map(({ togetherWith }) => togetherWith.length)), new Set([20]));
  });

  it('tells a value that is absent from one that was not recorded', () => {
    const good = measured(1, { packages: { numpy: '2.0' } });
    const bad = measured(0, { packages: {} });
    const [suspect] = rank(good, bad, [measured(1, { packages: { numpy: '2.0' } }), measured(0.4)]);
    assert.deepEqual([suspect?.kind, suspect?.bad, suspect?.evidence], ['package', null, null]);
    const [known] = rank(good, bad, [
      measured(1, { packages: { numpy: '2.0' } }),
      measured(0.4, { packages: { scipy: '1' } }),
    ]);
    assert.ok(Math.abs((known?.evidence?.share ?? NaN) - 0.6) < 1e-9);
    assert.deepEqual(rank(good, measured(0), []), []);
  });

  it('puts what explains most first, then what nobody tells in the order of its kind', () => {
    const files: FileDifferences = {
      files: [
        { path: 'train.py', good: 'a', bad: 'b' },
        { path: 'new.py', good: null, bad: 'c' },
      ],
      sideOf: (run, file) => (file === 0 ? (run.git?.tree === 'old' ? 'good' : 'bad') : 'neither'),
    };
    const suspects = rank(
      measured(1, { params: { lr: '1' }, packages: { numpy: '1' }, python: '3.11', data: { raw: 'x' } }),
      measured(0, { params: { lr: '2' }, packages: { numpy: '2' }, python: '3.12', data: { raw: 'y' } }),
      [measured(1, { tree: 'old' }), measured(0.5, { tree: 'new' })],
      files,
    );
    assert.deepEqual(
      suspects.map(({ kind, key }) => [kind, key]),
      [
        ['file', 'train.py'],
        ['param', 'lr'],
        ['file', 'new.py'],
        ['data', 'raw'],
        ['package', 'numpy'],
        ['environment', 'python'],
      ],
    );
    assert.equal(suspects[0]?.evidence?.share, 0.5);
  });

  it('takes keys that JavaScript has for its own objects', () => {
    const [suspect, ...more] = rank(measured(1, { params: { constructor: '1' } }), measured(0, { params: {} }), [
      measured(1, { params: { constructor: '1' } }),
      measured(0, { params: {} }),
    ]);
    assert.deepEqual([suspect?.key, suspect?.bad, suspect?.evidence?.share, more], ['constructor', null, 1, []]);
  });
});
