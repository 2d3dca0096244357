import { ModelTrailError } from '../protocol/errors';
import { prepared, type Db } from '../store';
import { checkKey, checkLength, invalid, limits } from './limits';
import type { Experiment, KeyValue, Lifecycle } from './types';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle: Lifecycle;
  readonly created: number;
  readonly updated: number;
}

const columns = 'CAST(id AS TEXT) AS id, name, artifact_location, lifecycle, created, updated';

/** Makes experiment 0, `Default`, in a new store. */
export function ensureDefaultExperiment(db: Db, { artifactRoot, now }: { artifactRoot: string; now: number }): void {
  prepared(
    db,
    `INSERT INTO experiments (id, name, artifact_location, created, updated)
     SELECT 0, 'Default', ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM experiments)`,
  ).run(`${artifactRoot}/0`, now, now);
}

export interface NewExperiment {
  readonly name: string;
  /** Without one the experiment's artifacts lie below `artifactRoot/<id>`. */
  readonly artifactLocation?: string | undefined;
  readonly artifactRoot: string;
  readonly tags?: readonly KeyValue[];
  readonly now: number;
}

/** Makes an experiment and returns its id. Names are unique, deleted experiments included. */
export function createExperiment(db: Db, experiment: NewExperiment): string {
  checkLength('name', experiment.name, limits.experimentName);
  checkLocation(experiment.artifactLocation ?? '');
  return db
    .transaction(() => {
      const taken = prepared(db, 'SELECT lifecycle FROM experiments WHERE name = ?').get(experiment.name) as
        { readonly lifecycle: Lifecycle } | undefined;
      if (taken) {
        const trash = taken.lifecycle === 'deleted' ? ' It is in the Trash: restore it, or choose another name.' : '';
        throw new ModelTrailError('NAME_TAKEN', `Experiment(name=${experiment.name}) already exists.${trash}`);
      }
      const { id } = prepared(db, 'SELECT CAST(coalesce(max(id), -1) + 1 AS TEXT) AS id FROM experiments').get() as {
        readonly id: string;
      };
      prepared(
        db,
        'INSERT INTO experiments (id, name, artifact_location, created, updated) VALUES (CAST(? AS INTEGER), ?, ?, ?, ?)',
      ).run(
        id,
        experiment.name,
        experiment.artifactLocation ?? `${experiment.artifactRoot}/${id}`,
        experiment.now,
        experiment.now,
      );
      for (const tag of experiment.tags ?? []) setExperimentTag(db, { id, ...tag });
      return id;
    })
    .immediate();
}

function checkLocation(location: string): void {
  if (location.length > limits.artifactLocation) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${limits.artifactLocation} characters.`,
    );
  }
  if (location.includes('#')) throw invalid("'artifact_location' URL can't include fragments or params.");
  if (location.startsWith('runs:')) {
    throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
}

/** Refuses what is no decimal id. */
export function checkExperimentId(id: string): void {
  if (/^-?\d{1,19}$/.test(id)) return;
  throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
}

/** The experiment with this decimal id, deleted ones too. Throws `INVALID_VALUE` or `EXPERIMENT_NOT_FOUND`. */
export function readExperiment(db: Db, id: string): Experiment {
  checkExperimentId(id);
  const row = prepared(db, `SELECT ${columns} FROM experiments WHERE id = CAST(? AS INTEGER)`).get(id);
  if (!row) throw noExperiment(id);
  return toExperiment(db, row as Row);
}

export function findExperimentByName(db: Db, name: string): Experiment | null {
  const row = prepared(db, `SELECT ${columns} FROM experiments WHERE name = ?`).get(name);
  return row ? toExperiment(db, row as Row) : null;
}

/** The id of the active experiment of this name, made when there is none. */
export function ensureExperiment(db: Db, options: NewExperiment): string {
  const found = findExperimentByName(db, options.name);
  if (found?.lifecycle === 'active') return found.id;
  return createExperiment(db, options);
}

/** Moves an experiment and its active runs to the Trash. */
export function deleteExperiment(db: Db, id: string, now: number): void {
  changeLifecycle(db, { id, from: 'active', to: 'deleted', now });
}

/** Brings an experiment and the runs that left with it back from the Trash. */
export function restoreExperiment(db: Db, id: string, now: number): void {
  changeLifecycle(db, { id, from: 'deleted', to: 'active', now });
}

function changeLifecycle(
  db: Db,
  { id, from, to, now }: { id: string; from: Lifecycle; to: Lifecycle; now: number },
): void {
  db.transaction(() => {
    if (readExperiment(db, id).lifecycle !== from) throw noExperiment(id);
    prepared(db, 'UPDATE experiments SET lifecycle = ?, updated = ? WHERE id = CAST(? AS INTEGER)').run(to, now, id);
    prepared(
      db,
      'UPDATE runs SET lifecycle = ?, deleted_time = ? WHERE experiment = CAST(? AS INTEGER) AND lifecycle = ?',
    ).run(to, to === 'deleted' ? now : null, id, from);
  }).immediate();
}

/** Renames an active experiment. */
export function renameExperiment(db: Db, { id, name, now }: { id: string; name: string; now: number }): void {
  db.transaction(() => {
    checkNewName(db, readExperiment(db, id), name);
    prepared(db, 'UPDATE experiments SET name = ?, updated = ? WHERE id = CAST(? AS INTEGER)').run(name, now, id);
  }).immediate();
}

/** Refuses a name that is too long or another experiment has, and any for one in the Trash. Throws `NAME_TAKEN`. */
export function checkNewName(db: Db, { id, lifecycle }: Experiment, name: string): void {
  checkLength('name', name, limits.experimentName);
  if (lifecycle !== 'active') throw invalid('Cannot rename a non-active experiment.');
  const other = findExperimentByName(db, name);
  if (other && other.id !== id) throw new ModelTrailError('NAME_TAKEN', `Experiment(name=${name}) already exists.`);
}

export function setExperimentTag(db: Db, { id, key, value }: { id: string } & KeyValue): void {
  checkKey('Tag', key);
  checkLength('value', value, limits.experimentTagValue);
  checkActive(readExperiment(db, id));
  prepared(
    db,
    `INSERT INTO experiment_tags (experiment, key, value) VALUES (CAST(? AS INTEGER), ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  ).run(id, key, value);
}

export function deleteExperimentTag(db: Db, id: string, key: string): void {
  checkActive(readExperiment(db, id));
  const { changes } = prepared(db, 'DELETE FROM experiment_tags WHERE experiment = CAST(? AS INTEGER) AND key = ?').run(
    id,
    key,
  );
  if (changes === 0) {
    throw new ModelTrailError('TAG_NOT_FOUND', `No tag with name: ${key} in experiment with id ${id}`);
  }
}

/** Refuses to write to an experiment in the Trash. */
export function checkActive({ id, lifecycle }: Experiment): void {
  if (lifecycle === 'active') return;
  throw invalid(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);
}

function toExperiment(db: Db, row: Row): Experiment {
  const tags = prepared(
    db,
    'SELECT key, value FROM experiment_tags WHERE experiment = CAST(? AS INTEGER) ORDER BY key',
  ).all(row.id) as readonly KeyValue[];
  return {
    id: row.id,
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycle: row.lifecycle,
    created: row.created,
    updated: row.updated,
    tags,
  };
}

function noExperiment(id: string): ModelTrailError {
  return new ModelTrailError('EXPERIMENT_NOT_FOUND', `No Experiment with id=${id} exists`);
}
