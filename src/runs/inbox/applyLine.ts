import { ModelTrailError } from '../../protocol/errors';
import { prepared, type Db } from '../../store';
import { logBatch } from '../batch';
import { ensureExperiment } from '../experiments';
import { logInputs } from '../inputs';
import { createRun, updateRun } from '../lifecycle';
import type { RunInfo } from '../types';
import type { InboxLine } from './line';
import type { RunKeys } from './runKeys';

export interface LineTarget {
  readonly db: Db;
  readonly keys: RunKeys;
  readonly artifactRoot: string;
  /** When the line is read, in milliseconds since 1970. */
  readonly now: number;
}

/** The run of a line's key, made when the key is new: then `created` holds it. */
export interface LineRun {
  readonly id: string;
  readonly created: RunInfo | null;
}

const fullId = /^[0-9a-f]{32}$/;

/** Finds the run a line speaks of, or makes it. */
export function findOrMakeRun({ db, keys, artifactRoot, now }: LineTarget, line: InboxLine): LineRun {
  const isFull = fullId.test(line.run);
  const known = isFull ? findRun(db, line.run) : keys.find(line.run);
  if (known !== null) return { id: known, created: null };
  const created = createRun(db, {
    ...(isFull ? { id: line.run } : {}),
    experimentId: ensureExperiment(db, { name: line.experiment ?? 'Default', artifactRoot, now }),
    name: line.name,
    userId: line.user,
    startTime: line.started ?? now,
    now,
  });
  if (!isFull) keys.remember(line.run, created.id);
  return { id: created.id, created };
}

function findRun(db: Db, id: string): string | null {
  return prepared(db, 'SELECT 1 FROM runs WHERE uuid = ?').get(id) === undefined ? null : id;
}

/** Does all that a line says but for copying its artifact: the whole of it, or nothing when it throws. */
export function applyLine(target: LineTarget, line: InboxLine): LineRun {
  const { db, now } = target;
  return db.transaction(() => {
    const run = findOrMakeRun(target, line);
    const { id } = run;
    const { params, tags, step } = line;
    const timestamp = line.at ?? now;
    const metrics = line.metrics.map(([key, value]) => ({ key, value, step, timestamp }));
    // Also where the line has none of these: it shows that the run is active and lives.
    logBatch(db, { id, params, tags, metrics, now });
    if (line.dataset) logDataset(db, id, line.dataset, now);
    if (line.status !== undefined) {
      const isOver = line.status !== 'RUNNING' && line.status !== 'SCHEDULED';
      updateRun(db, { id, status: line.status, endTime: isOver ? (line.ended ?? now) : undefined, now });
    } else if (line.ended !== undefined) {
      throw new ModelTrailError('INVALID_VALUE', '"ended" needs a "status" beside it.');
    }
    return run;
  })();
}

function logDataset(db: Db, id: string, dataset: NonNullable<InboxLine['dataset']>, now: number): void {
  const { name, digest, context, source } = dataset;
  const tags = context ? [{ key: 'mlflow.data.context', value: context }] : [];
  logInputs(db, {
    id,
    datasets: [{ name, digest, sourceType: 'inbox', source: source ?? '', schema: null, profile: null, tags }],
    modelIds: [],
    now,
  });
}
