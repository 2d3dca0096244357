import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { toTestResult } from '../../../../src/registry/checks/inToto';

const evidence = (statuses: Record<string, string>, rootDigest: string | null = 'b'.repeat(64)) =>
  JSON.stringify({
    subject: { name: 'credit-risk', version: 2, rootDigest },
    checks: Object.entries(statuses).map(([id, status]) => ({ id, status })),
    policy: { path: '.modeltrail/gates.yaml', sha256: 'p' },
  });
const resultOf = (statuses: Record<string, string>) =>
  (toTestResult(evidence(statuses)) as { predicate: { result: string } }).predicate.result;

describe('evidence as an in-toto statement', () => {
  it('is about the bytes and names what was judged by', () => {
    const text = evidence({ auc: 'pass', p95: 'error', card: 'warn', drift: 'skipped', fair: 'fail' });
    assert.deepEqual(toTestResult(text), {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'credit-risk/2', digest: { sha256: 'b'.repeat(64) } }],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'FAILED',
        configuration: [
          { name: '.modeltrail/gates.yaml', digest: { sha256: 'p' } },
          { name: 'evidence', digest: { sha256: createHash('sha256').update(text).digest('hex') } },
        ],
        passedTests: ['auc'],
        warnedTests: ['card'],
        failedTests: ['p95', 'fair'],
      },
    });
  });

  it('has the verdict of the gate', () => {
    assert.equal(resultOf({ a: 'pass', b: 'skipped' }), 'PASSED');
    assert.equal(resultOf({ a: 'pass', b: 'warn' }), 'WARNED');
    assert.equal(resultOf({ a: 'pass', b: 'error' }), 'FAILED');
  });

  it('is not made of a version without a digest', () => {
    assert.throws(() => toTestResult(evidence({}, null)), { code: 'INVALID_VALUE' });
  });
});
