import assert from 'node:assert/strict';
import type { DatasetCheck, GitCheck, IntegrityCheck, LineagePart } from '../../../../src/registry/checks/definitions';
import { judgeDataset } from '../../../../src/registry/checks/dataset';
import type { GitFacts, IntegrityFacts, RunDataset } from '../../../../src/registry/checks/facts';
import { judgeGit } from '../../../../src/registry/checks/git';
import { judgeIntegrity } from '../../../../src/registry/checks/integrity';
import { judgeLineage } from '../../../../src/registry/checks/lineage';
import { baseline, facts, run } from './facts';

const data = (digest: string, context: string | null = 'eval'): RunDataset => ({
  name: 'd',
  digest,
  context,
  uri: null,
});
const on = (...datasets: RunDataset[]) => run({}, { datasets });

describe('a dataset check', () => {
  const check: DatasetCheck = { id: 'data', kind: 'dataset' };
  const judge = (more: Partial<DatasetCheck>, own: RunDataset[], theirs: RunDataset[] | null) =>
    judgeDataset({ ...check, ...more }, facts(on(...own), { baseline: theirs && baseline(on(...theirs)) })).result;

  it("wants the baseline's data of evaluation", () => {
    assert.equal(judge({}, [data('a'), data('t', 'training')], [data('a'), data('u', 'training')]).status, 'pass');
    const differing = judge({}, [data('a')], [data('b')]);
    assert.deepEqual([differing.status, differing.observed, differing.baseline], ['fail', 'a', 'b']);
    assert.equal(judge({ context: 'training' }, [data('a', 'training')], [data('a', 'training')]).status, 'pass');
  });

  it('cannot judge unknown data, and skips the comparison without a version in Production', () => {
    assert.equal(judge({ on_missing: 'skip' }, [], [data('a')]).status, 'error');
    assert.equal(judge({}, [data('a')], []).status, 'error');
    assert.equal(judge({}, [data('')], [data('')]).status, 'error');
    assert.equal(judge({}, [data('a'), data('')], [data('a')]).status, 'error');
    assert.equal(judge({}, [data('a')], null).status, 'skipped');
    assert.equal(judge({ same_as_baseline: false }, [data('a')], null).status, 'error');
    assert.equal(judgeDataset(check, facts(null)).result.status, 'error');
  });

  it('wants a given digest, of all data in the context', () => {
    assert.equal(judge({ digest: 'a' }, [data('a')], null).status, 'pass');
    assert.equal(judge({ digest: 'a' }, [data('b')], [data('b')]).status, 'fail');
    assert.equal(judge({ digest: 'a' }, [data('a'), data('b')], null).status, 'fail');
    assert.equal(judge({}, [data('a'), data('b')], [data('b'), data('a')]).status, 'pass');
  });
});

describe('a lineage check', () => {
  const judge = (...require: LineagePart[]) =>
    judgeLineage({ id: 'origin', kind: 'lineage', require }, facts(run())).result;

  it('takes what was logged or declared, and no guess', () => {
    assert.equal(judge('train_dataset_digest', 'eval_dataset_digest', 'code_commit').status, 'pass');
    const lacking = judge('train_dataset_digest', 'config', 'environment');
    assert.equal(lacking.status, 'fail');
    assert.equal(lacking.message, 'config is a guess, environment is unknown.');
    assert.equal(judge().status, 'error');
  });
});

describe('a Git check', () => {
  const base: GitCheck = { id: 'code', kind: 'git' };
  const judge = (more: Partial<GitCheck>, git: Partial<GitFacts> = {}) =>
    judgeGit({ ...base, ...more }, { git: { ...facts(null).git, ...git } }).result;

  it('goes by what was recorded when the run was made', () => {
    assert.equal(judge({}).status, 'pass');
    assert.equal(judge({}, { dirty: true }).status, 'fail');
    assert.equal(judge({}, { dirty: null }).status, 'error');
    assert.equal(judge({ clean: false }, { dirty: true }).status, 'error');
    assert.equal(judge({ on_missing: 'skip' }, { commit: null }).status, 'skipped');
    assert.equal(judge({}, { commit: null }).status, 'error');
  });

  it('wants the commit in a branch, and says so when a shallow clone cannot tell', () => {
    const reach = (answer: 'yes' | 'no' | 'shallow' | 'no-ref') =>
      judge({ reachable_from: 'main' }, { reachable: new Map([['main', answer]]) });
    assert.deepEqual([reach('yes').status, reach('no').status], ['pass', 'fail']);
    assert.equal(reach('shallow').status, 'error');
    assert.match(reach('shallow').message, /clone is shallow/);
    assert.equal(reach('no-ref').status, 'error');
    assert.equal(judge({ reachable_from: 'other' }, { reachable: new Map([['main', 'yes']]) }).status, 'error');
  });

  it('wants it pushed and signed when asked to', () => {
    assert.equal(judge({ pushed: true }, { pushed: true }).status, 'pass');
    assert.equal(judge({ pushed: true }, { pushed: false }).status, 'fail');
    assert.equal(judge({ pushed: true }, { pushed: null }).status, 'error');
    assert.equal(judge({ signed: 'fail' }, { signature: 'good' }).status, 'pass');
    assert.equal(judge({ signed: 'fail' }, { signature: 'none' }).status, 'fail');
    assert.equal(judge({ signed: 'fail' }, { signature: null }).status, 'error');
    assert.equal(judge({ signed: 'warn' }, { signature: 'bad' }).status, 'warn');
    assert.equal(judge({ signed: 'off' }, { signature: 'bad' }).status, 'pass');
  });
});

describe('an integrity check', () => {
  const check: IntegrityCheck = { id: 'integrity', kind: 'integrity' };
  const same = { rootDigest: 'b'.repeat(64), difference: { added: [], missing: [], changed: [] } };
  const judge = (more: Partial<IntegrityCheck>, integrity: Partial<IntegrityFacts>) =>
    judgeIntegrity({ ...check, ...more }, facts(null, { integrity: { found: same, signature: null, ...integrity } }))
      .result;

  it('wants the files that were registered', () => {
    const passed = judge({}, {});
    assert.deepEqual([passed.status, passed.message], ['pass', 'The files are unchanged.']);
    const changed = { ...same, difference: { added: ['x'], missing: ['y'], changed: ['z'] } };
    const failed = judge({}, { found: changed });
    assert.deepEqual([failed.status, failed.message], ['fail', 'z was changed, y is gone, x was added.']);
    assert.equal(judge({}, { found: { ...same, rootDigest: 'c'.repeat(64) } }).status, 'fail');
  });

  it('blocks for changed files even where the policy calls it advice', () => {
    const failed = judge({ severity: 'advisory' }, { found: { ...same, rootDigest: 'c'.repeat(64) } });
    assert.deepEqual([failed.status, failed.severity], ['fail', 'blocking']);
  });

  it('cannot judge what is not here', () => {
    assert.match(judge({}, { found: null }).message, /not verifiable here/);
    assert.equal(judge({}, { found: null }).status, 'error');
    const link = { ...facts(null).candidate, rootDigest: null };
    assert.equal(judgeIntegrity(check, facts(null, { candidate: link })).result.status, 'error');
  });

  it('takes a checked signature alone where one is required', () => {
    const by = (status: 'verified' | 'unverified' | 'invalid' | null, signature: IntegrityCheck['signature']) =>
      judge({ signature }, { signature: status && { status, message: '', keyHint: null } }).status;
    assert.deepEqual([by('verified', 'required'), by('verified', 'optional')], ['pass', 'pass']);
    assert.deepEqual([by('unverified', 'required'), by('unverified', 'optional')], ['error', 'warn']);
    assert.deepEqual(
      [by('invalid', 'required'), by('invalid', 'optional'), by('invalid', 'off')],
      ['fail', 'fail', 'pass'],
    );
    assert.deepEqual([by(null, 'required'), by(null, 'optional')], ['fail', 'pass']);
  });
});
