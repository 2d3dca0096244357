import { createHash } from 'node:crypto';
import type { BaselineFacts, Facts, FileFact, Point, RunFacts } from '../../../../src/registry/checks/facts';

export const holdout = { name: 'holdout', digest: 'd1' };

/** A point of step 0 unless it is said otherwise. */
export function point(value: number, more: Partial<Point> = {}): Point {
  return { value, step: 0, timestamp: 0, dataset: null, ...more };
}

/** A run whose metrics are numbers, or lists of points. */
export function run(metrics: Record<string, number | readonly Point[]> = {}, more: Partial<RunFacts> = {}): RunFacts {
  const points = Object.entries(metrics).map(
    ([key, value]) => [key, typeof value === 'number' ? [point(value)] : value] as const,
  );
  return { id: 'run-1', metrics: new Map(points), datasets: [], hardware: null, ...more };
}

export function baseline(of: RunFacts | null, more: Partial<BaselineFacts> = {}): BaselineFacts {
  return { version: 1, versionId: 'V1', rootDigest: 'a'.repeat(64), run: of, ...more };
}

export function file(text: string): FileFact {
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** Facts of a version made by `candidate`, all else unknown unless it is said otherwise. */
export function facts(candidate: RunFacts | null, more: Partial<Facts> = {}): Facts {
  return {
    now: Date.UTC(2026, 2, 2),
    candidate: { versionId: 'V2', rootDigest: 'b'.repeat(64), sizeBytes: 1000, run: candidate },
    baseline: null,
    files: new Map(),
    git: { commit: 'c0ffee', dirty: false, reachable: new Map(), pushed: null, signature: null },
    lineage: {
      train_dataset_digest: 'logged',
      eval_dataset_digest: 'declared',
      config: 'inferred',
      code_commit: 'logged',
      environment: 'unknown',
      parents: 'unknown',
    },
    reports: [],
    trainingDigests: [],
    integrity: { found: null, signature: null },
    ...more,
  };
}
