import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import type { Place } from './folders';

/** A run that is in the Trash, with what deleting it for good takes along. */
export interface TrashedRun {
  readonly row: number;
  readonly id: string;
  readonly name: string;
  /** Whether Git was asked to keep its code. */
  readonly hasCode: boolean;
  readonly artifacts: Place;
  /** Logged models that it made and no other run read. */
  readonly models: readonly (Place & { readonly row: number })[];
}

interface Row extends Omit<TrashedRun, 'hasCode' | 'artifacts' | 'models'> {
  readonly uri: string;
  readonly code: 0 | 1;
  readonly models: string;
}

const select = `
SELECT r.id AS row, r.uuid AS id, r.name, r.artifact_uri AS uri,
  EXISTS (SELECT 1 FROM run_code c WHERE c.run = r.id AND (c.commit_id IS NOT NULL OR c.snapshot IS NOT NULL)) AS code,
  (SELECT json_group_array(json_object('row', m.id, 'id', m.uuid, 'uri', m.artifact_uri)) FROM logged_models m
   WHERE m.source_run = r.uuid AND NOT EXISTS (SELECT 1 FROM run_models o WHERE o.model_id = m.uuid AND o.run <> r.id)) AS models
FROM runs r`;

function toTrashedRun({ uri, code, models, ...run }: Row): TrashedRun {
  return {
    ...run,
    hasCode: code === 1,
    artifacts: { uri, id: run.id },
    models: JSON.parse(models) as TrashedRun['models'],
  };
}

/** The runs in the Trash that nobody deletes for good yet, the given ones or all. */
export function readTrash(db: Db, ids: readonly string[] | null = null): TrashedRun[] {
  const rows = prepared(
    db,
    `${select} WHERE r.lifecycle = 'deleted' AND r.id NOT IN (SELECT run FROM purges)
       AND (? IS NULL OR r.uuid IN (SELECT value FROM json_each(?)))`,
  ).all(...Array<string | null>(2).fill(ids && JSON.stringify(ids))) as readonly Row[];
  return rows.map(toTrashedRun);
}

/** The runs whose deletion for good was begun. */
export function readMarked(db: Db): TrashedRun[] {
  const rows = prepared(db, `${select} WHERE r.id IN (SELECT run FROM purges)`).all() as readonly Row[];
  return rows.map(toTrashedRun);
}

/** Marks runs as being deleted for good: from then on nothing brings them back. */
export function mark(db: Db, rows: readonly number[]): void {
  prepared(db, 'INSERT INTO purges (run) SELECT value FROM json_each(?)').run(JSON.stringify(rows));
}

/** Leaves a run in the Trash as it is. */
export function unmark(db: Db, row: number): void {
  prepared(db, 'DELETE FROM purges WHERE run = ?').run(row);
}

/** Rows that one statement deletes: a few milliseconds. */
const chunk = 5_000;

/** Deletes all rows of a run, its points a chunk a time so that logging goes on; children of it stand by themselves then. */
export async function removeRows(db: Db, run: TrashedRun): Promise<void> {
  await inChunks(db, 'points', '(run, key, step, ts, value)', 'run', run.row);
  for (const { row } of run.models) {
    const key = '(model, key, step, ts, value, run, dataset_name, dataset_digest)';
    await inChunks(db, 'logged_model_points', key, 'model', row);
  }
  db.transaction(() => {
    prepared(db, 'UPDATE runs SET parent = NULL WHERE parent = ?').run(run.id);
    for (const { row } of run.models) prepared(db, 'DELETE FROM logged_models WHERE id = ?').run(row);
    prepared(db, 'DELETE FROM runs WHERE id = ?').run(run.row);
  }).immediate();
}

async function inChunks(
  db: Db,
  table: 'points' | 'logged_model_points',
  key: string,
  owner: 'run' | 'model',
  row: number,
): Promise<void> {
  const statement = prepared(
    db,
    `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key.slice(1, -1)} FROM ${table} WHERE ${owner} = ? LIMIT ${chunk})`,
  );
  while (statement.run(row).changes > 0) await setImmediate();
}

/** Deletes what nothing refers to any more: datasets that no run read, and, if asked, experiments in the Trash without runs. */
export function removeLeftovers(db: Db, { experiments }: { readonly experiments: boolean }): void {
  db.transaction(() => {
    prepared(db, 'DELETE FROM datasets WHERE id NOT IN (SELECT dataset FROM inputs)').run();
    if (!experiments) return;
    prepared(
      db,
      `DELETE FROM experiments WHERE lifecycle = 'deleted' AND id <> 0 AND id NOT IN (SELECT experiment FROM runs)
         AND id NOT IN (SELECT experiment FROM logged_models)`,
    ).run();
  }).immediate();
}
