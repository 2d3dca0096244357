import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ModelTrailError } from '../../protocol/errors';
import type { Json } from '../audit/jcs';
import { toGate, type CheckResult } from './result';

const statuses = ['pass', 'warn', 'fail', 'error', 'skipped'] as const;
const schema = z.object({
  subject: z.object({ name: z.string(), version: z.number(), rootDigest: z.string().nullable() }),
  checks: z.array(z.object({ id: z.string(), status: z.enum(statuses) })),
  policy: z.object({ path: z.string(), sha256: z.string() }).nullable(),
});

const verdicts = { passed: 'PASSED', warned: 'WARNED', failed: 'FAILED' } as const;

/**
 * The text of an evidence document as an in-toto Statement v1 with a test result, which other tools can gate on. Throws
 * `INVALID_VALUE` where the version has no digest, as a statement is about bytes.
 */
export function toTestResult(evidence: string): Json {
  const { subject, checks, policy } = schema.parse(JSON.parse(evidence));
  if (subject.rootDigest === null) {
    throw new ModelTrailError(
      'INVALID_VALUE',
      `${subject.name}/${subject.version} has no digest to make a statement on.`,
      {
        hint: 'Register it with its files, or with --digest.',
      },
    );
  }
  const named = (...wanted: readonly CheckResult['status'][]) =>
    checks.filter(({ status }) => wanted.includes(status)).map(({ id }) => id);
  const configuration = [
    ...(policy ? [{ name: policy.path, digest: { sha256: policy.sha256 } }] : []),
    { name: 'evidence', digest: { sha256: createHash('sha256').update(evidence).digest('hex') } },
  ];
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `${subject.name}/${subject.version}`, digest: { sha256: subject.rootDigest } }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: verdicts[toGate(checks)],
      configuration,
      passedTests: named('pass'),
      warnedTests: named('warn'),
      failedTests: named('fail', 'error'),
    },
  };
}
