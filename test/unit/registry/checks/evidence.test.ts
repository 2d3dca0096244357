import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../../src/registry/audit/jcs';
import type { FactCheck, MetricCheck } from '../../../../src/registry/checks/definitions';
import { makeEvidence, type EvidenceContext } from '../../../../src/registry/checks/evidence';
import type { Facts } from '../../../../src/registry/checks/facts';
import { judgeCheck } from '../../../../src/registry/checks/judge';
import { combine, toGate, type CheckStatus } from '../../../../src/registry/checks/result';
import { baseline, facts, holdout, point, run } from './facts';

const auc: MetricCheck = {
  id: 'auc',
  kind: 'metric',
  metric: 'auc',
  at_least: 0.85,
  vs_baseline: { min_delta: 0.001 },
};
const context: EvidenceContext = {
  subject: { modelId: 'M', name: 'credit-risk', versionId: 'V2', version: 2, rootDigest: 'b', sizeBytes: 1, files: 3 },
  transition: { from: 'Staging', to: 'Production' },
  params: { lr: '0.1' },
  fairness: [],
  git: null,
  environment: null,
  cardSha256: null,
  policy: { sha256: 'p' },
  createdAt: '2026-03-02T09:15:00.000Z',
  tool: { name: 'modeltrail', version: '1.0.0' },
};
const found = (more: Partial<Facts> = {}) =>
  facts(run({ auc: [point(0.8722, { step: 4, dataset: holdout })], loss: NaN }, { datasets: [] }), {
    baseline: baseline(run({ auc: 0.8712, other: 1 })),
    ...more,
  });
const make = (checks: readonly FactCheck[], given = found(), about = context) =>
  makeEvidence(
    about,
    given,
    checks.map((check) => ({ ...judgeCheck(check, given), definition: { ...check } })),
  );

describe('the gate', () => {
  const gate = (...statuses: CheckStatus[]) => toGate(statuses.map((status) => ({ status })));

  it('is closed by anything that failed or cannot be judged', () => {
    assert.equal(gate(), 'passed');
    assert.equal(gate('pass', 'skipped'), 'passed');
    assert.equal(gate('pass', 'warn'), 'warned');
    assert.equal(gate('warn', 'error', 'pass'), 'failed');
    assert.equal(gate('fail'), 'failed');
  });

  it('asks that all conditions of a check hold', () => {
    const of = (...statuses: CheckStatus[]) => combine(statuses.map((status) => ({ status, message: status }))).status;
    assert.deepEqual([of('pass', 'skipped'), of('skipped'), of('pass', 'warn')], ['pass', 'skipped', 'warn']);
    assert.deepEqual([of('pass', 'error'), of('error', 'fail'), of()], ['error', 'fail', 'error']);
  });

  it('is never opened by a pipeline, which cannot be judged yet', () => {
    const { result } = judgeCheck({ id: 'it', kind: 'pipeline', stage: 'test', on_missing: 'skip' }, found());
    assert.deepEqual([result.status, result.message], ['error', 'not available yet']);
  });
});

describe('the evidence', () => {
  it('is one canonical document named by its digest', () => {
    const { body, sha256, inputsSha256 } = make([auc]);
    const document = JSON.parse(body) as Record<string, unknown>;
    assert.equal(sha256, createHash('sha256').update(body).digest('hex'));
    assert.equal(body, canonicalJson(document as Json));
    assert.deepEqual(Object.keys(document), [
      'baseline',
      'cardSha256',
      'checks',
      'createdAt',
      'datasets',
      'drift',
      'environment',
      'fairness',
      'git',
      'inputsSha256',
      'policy',
      'run',
      'schema',
      'subject',
      'tool',
      'transition',
    ]);
    assert.equal(document['schema'], 'modeltrail/evidence/v1');
    assert.equal(document['inputsSha256'], inputsSha256);
    assert.deepEqual(document['run'], {
      id: 'run-1',
      params: { lr: '0.1' },
      metrics: [
        { key: 'auc', value: 0.8722, step: 4, dataset: { name: 'holdout', digest: 'd1' } },
        { key: 'loss', value: 'NaN', step: 0, dataset: null },
      ],
    });
    assert.deepEqual(document['baseline'], {
      version: 1,
      versionId: 'V1',
      rootDigest: 'a'.repeat(64),
      metrics: [{ key: 'auc', value: 0.8712, step: 0, dataset: null }],
    });
  });

  it('names the drift report that was judged', () => {
    const document = {
      schema: 'modeltrail/drift/v1',
      createdAt: '2026-03-01T00:00:00.000Z',
      reference: { digest: 't' },
      dataset: { columns: 1, share: 0, severity: 'none' },
    };
    const given = found({ reports: [{ ref: 'r', sha256: 's', document }], trainingDigests: ['t'] });
    const { body } = make([{ id: 'drift', kind: 'drift' }], given);
    assert.deepEqual((JSON.parse(body) as { drift: unknown }).drift, {
      reportSha256: 's',
      severity: 'none',
      createdAt: '2026-03-01T00:00:00.000Z',
    });
  });

  it('exists for a version without run and baseline', () => {
    const document = JSON.parse(make([auc], facts(null)).body) as Record<string, unknown>;
    assert.deepEqual([document['run'], document['baseline'], document['drift']], [null, null, null]);
  });
});

describe('the digest of the inputs', () => {
  const inputs = (checks: readonly FactCheck[], given = found(), about = context) =>
    make(checks, given, about).inputsSha256;
  const first = inputs([auc]);

  it('stays when nothing that was read changed: other metrics, times, the tool', () => {
    const later = { ...context, createdAt: '2027-01-01T00:00:00.000Z', tool: { name: 'modeltrail', version: '2' } };
    const logged = facts(run({ auc: [point(0.8722, { step: 9, timestamp: 5, dataset: holdout })], 'system/cpu': 5 }), {
      now: 1,
      baseline: baseline(run({ auc: 0.8712 })),
    });
    assert.equal(inputs([auc], logged, later), first);
  });

  it('changes with a value, the data behind it, the baseline, a threshold, the files or the move', () => {
    const metric = (value: number, dataset = holdout) => run({ auc: [point(value, { dataset })] });
    const against = { baseline: found().baseline };
    const changed = [
      inputs([auc], facts(metric(0.8723), against)),
      inputs([auc], facts(metric(0.8722, { ...holdout, digest: 'd2' }), against)),
      inputs([auc], found({ baseline: baseline(run({ auc: 0.87 })) })),
      inputs([auc], found({ baseline: null })),
      inputs([{ ...auc, at_least: 0.8 }]),
      inputs([auc], found(), { ...context, subject: { ...context.subject, rootDigest: 'c' } }),
      inputs([auc], found(), { ...context, transition: { from: 'None', to: 'Staging' } }),
      inputs([]),
    ];
    assert.equal(new Set([first, ...changed]).size, changed.length + 1);
  });

  it('changes when a drift report grows too old', () => {
    const document = {
      schema: 'modeltrail/drift/v1',
      createdAt: '2026-03-01T00:00:00.000Z',
      reference: { digest: 't' },
      dataset: { columns: 1, share: 0, severity: 'none' },
    };
    const at = (now: string) =>
      found({ reports: [{ ref: 'r', sha256: 's', document }], trainingDigests: ['t'], now: Date.parse(now) });
    const drift = [{ id: 'drift', kind: 'drift' }] as const;
    assert.equal(inputs(drift, at('2026-03-02')), inputs(drift, at('2026-03-03')));
    assert.notEqual(inputs(drift, at('2026-03-02')), inputs(drift, at('2026-04-02')));
  });
});
