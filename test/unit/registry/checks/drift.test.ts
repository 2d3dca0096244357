import assert from 'node:assert/strict';
import type { DriftCheck } from '../../../../src/registry/checks/definitions';
import { judgeDrift } from '../../../../src/registry/checks/drift';
import type { ReportFact } from '../../../../src/registry/checks/facts';

const day = 86_400_000;
const now = Date.UTC(2026, 2, 10);

function report(
  daysAgo: number,
  severity = 'none',
  more: { share?: unknown; digest?: string | null; columns?: number } = {},
) {
  const { share = 0.1, digest = 'training', columns = 20 } = more;
  const document = {
    schema: 'modeltrail/drift/v1',
    id: null,
    createdAt: new Date(now - daysAgo * day).toISOString(),
    preset: 'modeltrail',
    reference: { source: 'train.parquet', version: null, rows: 1000, digest },
    dataset: { columns, driftedColumns: 2, share, threshold: 0.5, drift: false, severity },
    columns: [],
    warnings: [],
  };
  return { ref: `report ${daysAgo}`, sha256: `sha ${daysAgo}`, document };
}

function judge(more: Partial<DriftCheck>, ...reports: readonly ReportFact[]) {
  const check: DriftCheck = { id: 'drift', kind: 'drift', ...more };
  return judgeDrift(check, { reports, trainingDigests: ['profile', 'training'], now }).result;
}

describe('a drift check', () => {
  it('judges the newest report against the data of training', () => {
    const result = judge({}, report(3, 'significant'), report(1, 'moderate'), report(2, 'significant'));
    assert.deepEqual([result.status, result.observed], ['pass', 'moderate']);
    assert.deepEqual(result.source, { kind: 'report', ref: 'report 1', sha256: 'sha 1' });
    assert.equal(judge({}, report(1, 'significant'), report(2)).status, 'fail');
    assert.equal(judge({ severity_in: ['none'] }, report(1, 'moderate')).status, 'fail');
  });

  it('wants few drifted columns when asked to', () => {
    assert.equal(judge({ max_drifted_share: 0.1 }, report(1)).status, 'pass');
    assert.equal(judge({ max_drifted_share: 0.1 }, report(1, 'none', { share: 0.15 })).status, 'fail');
  });

  it('takes an old report, and one of other data, as none', () => {
    assert.equal(judge({}, report(8)).status, 'error');
    assert.equal(judge({ on_missing: 'warn' }, report(8)).status, 'warn');
    assert.equal(judge({ max_age: 9 * day }, report(8)).status, 'pass');
    assert.match(judge({}, report(8)).message, /8 days old/);
    assert.equal(judge({}, report(1, 'none', { digest: 'other' })).status, 'error');
    assert.equal(judge({}, report(1, 'none', { digest: null })).status, 'error');
    assert.equal(judge({ on_missing: 'skip' }).status, 'skipped');
    assert.equal(judge({}, report(2, 'significant'), report(1, 'none', { digest: 'other' })).status, 'fail');
  });

  it('cannot judge one from the future, without a tested column, or that cannot be read', () => {
    const skip = { on_missing: 'skip' } as const;
    assert.equal(judge(skip, report(-1)).status, 'error');
    assert.equal(judge(skip, report(-0.001)).status, 'pass');
    assert.equal(judge(skip, report(1, 'none', { columns: 0, share: 0 })).status, 'error');
    for (const share of ['NaN', -0.1, 1.1, null]) {
      assert.equal(judge(skip, report(1, 'none', { share })).status, 'error');
    }
    assert.equal(judge(skip, report(1, 'negligible')).status, 'error');
    assert.equal(judge(skip, report(1), { ref: 'x', sha256: 'y', document: { schema: 'other' } }).status, 'error');
  });

  it('takes the worse of two reports of one time', () => {
    const pair = [report(1, 'none'), report(1, 'significant')];
    assert.equal(judge({}, ...pair).status, 'fail');
    assert.equal(judge({}, ...pair.toReversed()).status, 'fail');
  });
});
