import { mkdirSync } from 'node:fs';
import { layoutOf } from '../../src/protocol/layout';
import { createRun, ensureDefaultExperiment, logBatch, updateRun } from '../../src/runs';
import { openStore, type Db } from '../../src/store';
import { migrations } from '../../src/tracker/migrations';

const started = Date.UTC(2026, 0, 1);
const batchPoints = 10_000;
/** One transaction of all runs would fill the memory. */
const runsAtOnce = 1000;

/** Opens a folder's store without a tracker, for filling it at full speed, and closes it. */
export function withStore<T>(folder: string, work: (db: Db) => T): T {
  const layout = layoutOf(folder);
  mkdirSync(layout.home, { recursive: true });
  const db = openStore(layout.store, { migrations });
  try {
    ensureDefaultExperiment(db, { artifactRoot: 'mlflow-artifacts:', now: started });
    return work(db);
  } finally {
    db.close();
  }
}

interface Size {
  readonly runs: number;
  readonly params: number;
  readonly metrics: number;
}

/**
 * Ended runs with params `p0`, `p1`, …, a quarter of them the same in all runs, and metrics `m0`, `m1`, … with values in
 * [0, 1).
 */
export function fillRuns(db: Db, { runs, params, metrics }: Size): void {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  for (let from = 0; from < runs; from += runsAtOnce) {
    db.transaction(() => {
      for (let run = from; run < Math.min(runs, from + runsAtOnce); run += 1) {
        const now = started + run * 1000;
        const { id } = createRun(db, { experimentId: '0', startTime: now, now });
        logBatch(db, {
          id,
          params: upTo(params).map((key) => ({
            key: `p${key}`,
            value: String(key % 4 === 3 ? key : (run * 31 + key) % 97),
          })),
          metrics: upTo(metrics).map((key) => ({
            key: `m${key}`,
            value: fraction(run * 41 + key),
            timestamp: now,
            step: 0,
          })),
          now,
        });
        updateRun(db, { id, status: 'FINISHED', endTime: now + 500, now });
      }
    })();
  }
}

/** Ended runs with one metric `loss` of `points` points each; returns their ids. */
export function fillSeries(db: Db, { runs, points }: { runs: number; points: number }): string[] {
  return Array.from({ length: runs }, (_, run) => {
    const { id } = createRun(db, { experimentId: '0', startTime: started, now: started });
    for (let from = 0; from < points; from += batchPoints) {
      const metrics = Array.from({ length: Math.min(batchPoints, points - from) }, (_, index) => {
        const step = from + index;
        const value = Math.exp(-step / 20_000) + fraction(run * 7919 + step) / 5;
        return { key: 'loss', value, timestamp: started + step * 10, step };
      });
      logBatch(db, { id, metrics, now: started });
    }
    updateRun(db, { id, status: 'FINISHED', endTime: started + points * 10, now: started });
    return id;
  });
}

/** A number in [0, 1) that looks like chance and is the same every time. */
function fraction(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}
