import type { ExperimentRow } from '../protocol/rpc';
import { ModelTrailError } from '../protocol/errors';
import { prepared, type Db } from '../store';
import { readPrimaryMetric } from './compare';
import type { KeyValue } from './types';

/** Every experiment with what the side bar shows of it; the one whose newest run began last comes first. */
export function listExperiments(db: Db): ExperimentRow[] {
  const rows = prepared(
    db,
    `SELECT CAST(e.id AS TEXT) AS id, e.name, e.lifecycle, e.updated,
       count(r.id) FILTER (WHERE r.lifecycle = 'active') AS runs,
       count(r.id) FILTER (WHERE r.lifecycle = 'active' AND r.parent IS NULL) AS topLevelRuns,
       count(r.id) FILTER (WHERE r.lifecycle = 'active' AND r.status = 'RUNNING' AND r.lost_since IS NULL) AS running,
       count(r.id) FILTER (WHERE r.lifecycle = 'deleted') AS deletedRuns,
       max(e.updated, coalesce(max(r.last_activity), 0)) AS changed,
       (SELECT json_group_array(json_object('key', t.key, 'value', t.value))
        FROM experiment_tags t WHERE t.experiment = e.id AND t.key LIKE 'mlflow.experiment.primaryMetric.%') AS tags
     FROM experiments e LEFT JOIN runs r ON r.experiment = e.id GROUP BY e.id ORDER BY coalesce(max(r.start_time), e.created) DESC, e.id DESC`,
  ).all() as readonly (Omit<ExperimentRow, 'primaryMetric' | 'updatedAt'> & { changed: number; tags: string })[];
  return rows.map(({ changed, tags, ...row }) => ({
    id: row.id,
    name: row.name,
    lifecycle: row.lifecycle,
    runs: row.runs,
    topLevelRuns: row.topLevelRuns,
    running: row.running,
    deletedRuns: row.deletedRuns,
    primaryMetric: readPrimaryMetric(JSON.parse(tags) as KeyValue[]),
    updatedAt: new Date(changed).toISOString(),
  }));
}

/**
 * The id of the run a person names: its id, a unique prefix of at least 4 characters, or `@latest`.
 * Throws `RUN_NOT_FOUND`, or `INVALID_VALUE` for a prefix that is too short or fits several runs.
 */
export function resolveRun(db: Db, name: string): string {
  if (name === '@latest') {
    const row = prepared(
      db,
      "SELECT uuid FROM runs WHERE lifecycle = 'active' ORDER BY start_time DESC, id DESC LIMIT 1",
    ).get() as { readonly uuid: string } | undefined;
    if (row) return row.uuid;
    throw new ModelTrailError('RUN_NOT_FOUND', 'No run was recorded here yet.');
  }
  if (!/^[0-9a-f]{4,32}$/.test(name)) {
    throw new ModelTrailError('INVALID_VALUE', `'${name}' names no run.`, {
      hint: 'Give a run id, at least its first 4 characters, or @latest.',
    });
  }
  const rows = prepared(db, 'SELECT uuid FROM runs WHERE uuid >= ? AND uuid < ? LIMIT 2').all(
    name,
    `${name}g`,
  ) as readonly {
    readonly uuid: string;
  }[];
  const [first, second] = rows;
  if (!first) throw new ModelTrailError('RUN_NOT_FOUND', `No run has an id that begins with '${name}'.`);
  if (second) {
    throw new ModelTrailError('INVALID_VALUE', `More than one run has an id that begins with '${name}'.`, {
      hint: 'Give more characters of the id.',
    });
  }
  return first.uuid;
}

/** Metric names of the given runs, with how many of the runs and how many points have them. */
export function listMetricKeys(
  db: Db,
  rows: readonly number[],
): { readonly key: string; readonly runs: number; readonly points: number }[] {
  return prepared(
    db,
    `SELECT k.name AS key, count(*) AS runs, sum(m.count) AS points
     FROM metrics m JOIN keys k ON k.id = m.key WHERE m.run IN (SELECT value FROM json_each(?))
     GROUP BY k.id ORDER BY k.name`,
  ).all(JSON.stringify(rows)) as { key: string; runs: number; points: number }[];
}

/** The long series of a run that blocks do not cover to within a few thousand points. */
export function listMetricSeries(db: Db, id: string): { readonly row: number; readonly key: number }[] {
  return prepared(
    db,
    `SELECT m.run AS row, m.key FROM metrics m JOIN runs r ON r.id = m.run
     LEFT JOIN series_blocks b ON b.run = m.run AND b.key = m.key
     WHERE r.uuid = ? AND m.count >= 8192 AND m.count - coalesce(b.covered, 0) >= 4096`,
  ).all(id) as { row: number; key: number }[];
}
