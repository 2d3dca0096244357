import { prepared, type Db } from '../../store';
import { internKey, findKey } from '../keys';

/** The value of a field of one run or experiment; null where a tag is missing or the thing is not in the Trash. */
export interface FieldValue {
  readonly id: string;
  readonly value: string | null;
}

interface Written {
  /** JSON list of ids. */
  readonly ids: string;
  readonly key: string;
  readonly value: string | null;
  readonly now: number;
}

/** One thing that people change about a run or an experiment, read and written for any number of them at once. */
export interface Field {
  readonly of: 'run' | 'experiment';
  /** What lists show of it: who is in them, or what each says. */
  readonly moves: boolean;
  /** `ids` is a JSON list; those that are gone are left out. */
  readonly read: (db: Db, ids: string, key: string) => readonly FieldValue[];
  readonly write: (db: Db, written: Written) => void;
  /** Those of `ids` that cannot take the value now, and why. */
  readonly blocked?: (db: Db, ids: string, value: string | null) => readonly FieldValue[];
  /** How its value differs from the one expected, for people. */
  readonly since: (value: string | null, key: string) => string;
}

const listed = 'IN (SELECT value FROM json_each(?))';
const listedExperiments = 'IN (SELECT CAST(value AS INTEGER) FROM json_each(?))';

function reader(sql: string): Field['read'] {
  return (db, ids) => prepared(db, sql).all(ids) as FieldValue[];
}

function writeTags(db: Db, { ids, key, value }: Pick<Written, 'ids' | 'key' | 'value'>): void {
  if (value === null) {
    prepared(db, `DELETE FROM tags WHERE key = ? AND run IN (SELECT id FROM runs WHERE uuid ${listed})`).run(
      findKey(db, key),
      ids,
    );
  } else {
    prepared(
      db,
      `INSERT INTO tags (run, key, value) SELECT id, ?, ? FROM runs WHERE uuid ${listed}
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ).run(internKey(db, key), value, ids);
  }
  if (key === 'mlflow.parentRunId') prepared(db, `UPDATE runs SET parent = ? WHERE uuid ${listed}`).run(value, ids);
  if (key === 'mlflow.runName' && value) prepared(db, `UPDATE runs SET name = ? WHERE uuid ${listed}`).run(value, ids);
}

/** Runs go to another experiment with the datasets they read, which belong to one experiment, and the models they made. */
function moveToExperiment(db: Db, { ids, value }: Written): void {
  const runs = `(SELECT id FROM runs WHERE uuid ${listed})`;
  prepared(
    db,
    `INSERT INTO datasets (experiment, name, digest, source_type, source, schema, profile)
     SELECT DISTINCT CAST(? AS INTEGER), d.name, d.digest, d.source_type, d.source, d.schema, d.profile
     FROM inputs i JOIN datasets d ON d.id = i.dataset WHERE i.run IN ${runs} ORDER BY d.id ON CONFLICT DO NOTHING`,
  ).run(value, ids);
  const here = `(SELECT n.id FROM datasets n, datasets d
    WHERE d.id = dataset AND n.experiment = CAST(? AS INTEGER) AND n.name = d.name AND n.digest = d.digest)`;
  prepared(
    db,
    `INSERT INTO inputs (run, dataset) SELECT run, ${here} FROM inputs WHERE run IN ${runs} ON CONFLICT DO NOTHING`,
  ).run(value, ids);
  prepared(db, `UPDATE input_tags SET dataset = ${here} WHERE run IN ${runs}`).run(value, ids);
  prepared(
    db,
    `DELETE FROM inputs WHERE run IN ${runs}
       AND dataset NOT IN (SELECT id FROM datasets WHERE experiment = CAST(? AS INTEGER))`,
  ).run(ids, value);
  prepared(
    db,
    `UPDATE logged_models SET experiment = CAST(? AS INTEGER) FROM runs r
     WHERE r.uuid ${listed} AND logged_models.source_run = r.uuid AND logged_models.experiment = r.experiment`,
  ).run(value, ids);
  prepared(db, `UPDATE runs SET experiment = CAST(? AS INTEGER) WHERE uuid ${listed}`).run(value, ids);
}

const trashedSince: Field['since'] = (value) =>
  value === null ? 'it was taken out of the Trash since' : 'it was deleted since';

/** What the journal knows how to change; the names stand in the store. */
export const fields = {
  'run.name': {
    of: 'run',
    moves: false,
    read: reader(`SELECT uuid AS id, name AS value FROM runs WHERE uuid ${listed}`),
    write: (db, { ids, value }) => writeTags(db, { ids, key: 'mlflow.runName', value }),
    since: () => 'the name was changed since',
  },
  'run.starred': {
    of: 'run',
    moves: false,
    read: reader(`SELECT uuid AS id, CAST(starred AS TEXT) AS value FROM runs WHERE uuid ${listed}`),
    write: (db, { ids, value }) => {
      prepared(db, `UPDATE runs SET starred = ? WHERE uuid ${listed}`).run(Number(value), ids);
    },
    since: () => 'the star was changed since',
  },
  'run.tag': {
    of: 'run',
    moves: false,
    read: (db, ids, key) =>
      prepared(
        db,
        `SELECT r.uuid AS id, t.value FROM runs r LEFT JOIN tags t ON t.run = r.id AND t.key = ? WHERE r.uuid ${listed}`,
      ).all(findKey(db, key), ids) as FieldValue[],
    write: writeTags,
    since: (_value, key) =>
      key === 'mlflow.note.content' ? 'the note was changed since' : `tag ${key} was changed since`,
  },
  'run.deleted': {
    of: 'run',
    moves: true,
    read: reader(
      `SELECT uuid AS id, CASE lifecycle WHEN 'deleted' THEN CAST(coalesce(deleted_time, 0) AS TEXT) END AS value
       FROM runs WHERE uuid ${listed}`,
    ),
    write: (db, { ids, value }) => {
      prepared(db, `UPDATE runs SET lifecycle = ?, deleted_time = CAST(? AS INTEGER) WHERE uuid ${listed}`).run(
        value === null ? 'active' : 'deleted',
        value,
        ids,
      );
    },
    blocked: (db, ids, value) =>
      value === null
        ? (prepared(
            db,
            `SELECT r.uuid AS id, iif(e.lifecycle = 'deleted', 'its experiment ' || e.name || ' is in the Trash',
               'it is being deleted for good') AS value
             FROM runs r JOIN experiments e ON e.id = r.experiment LEFT JOIN purges p ON p.run = r.id
             WHERE r.uuid ${listed} AND (e.lifecycle = 'deleted' OR p.run IS NOT NULL)`,
          ).all(ids) as FieldValue[])
        : [],
    since: trashedSince,
  },
  'run.experiment': {
    of: 'run',
    moves: true,
    read: reader(`SELECT uuid AS id, CAST(experiment AS TEXT) AS value FROM runs WHERE uuid ${listed}`),
    write: moveToExperiment,
    blocked: (db, ids, value) =>
      prepared(
        db,
        `SELECT value AS id, 'the experiment it came from is in the Trash or gone' AS value FROM json_each(?)
         WHERE NOT EXISTS (SELECT 1 FROM experiments WHERE id = CAST(? AS INTEGER) AND lifecycle = 'active')`,
      ).all(ids, value) as FieldValue[],
    since: () => 'it was moved since',
  },
  'experiment.name': {
    of: 'experiment',
    moves: true,
    read: reader(`SELECT CAST(id AS TEXT) AS id, name AS value FROM experiments WHERE id ${listedExperiments}`),
    write: (db, { ids, value, now }) => {
      prepared(db, `UPDATE experiments SET name = ?, updated = ? WHERE id ${listedExperiments}`).run(value, now, ids);
    },
    blocked: (db, ids, value) =>
      prepared(
        db,
        `SELECT value AS id, 'another experiment has the name ' || ? AS value FROM json_each(?)
         WHERE EXISTS (SELECT 1 FROM experiments WHERE name = ?)`,
      ).all(value, ids, value) as FieldValue[],
    since: () => 'the name was changed since',
  },
  'experiment.tag': {
    of: 'experiment',
    moves: true,
    read: (db, ids, key) =>
      prepared(
        db,
        `SELECT CAST(e.id AS TEXT) AS id, t.value FROM experiments e
         LEFT JOIN experiment_tags t ON t.experiment = e.id AND t.key = ? WHERE e.id ${listedExperiments}`,
      ).all(key, ids) as FieldValue[],
    write: (db, { ids, key, value }) => {
      if (value === null) {
        prepared(db, `DELETE FROM experiment_tags WHERE key = ? AND experiment ${listedExperiments}`).run(key, ids);
        return;
      }
      prepared(
        db,
        `INSERT INTO experiment_tags (experiment, key, value) SELECT id, ?, ? FROM experiments
         WHERE id ${listedExperiments} ON CONFLICT DO UPDATE SET value = excluded.value`,
      ).run(key, value, ids);
    },
    since: (_value, key) =>
      key.startsWith('mlflow.experiment.primaryMetric.')
        ? 'the primary metric was changed since'
        : `tag ${key} was changed since`,
  },
  // An experiment in the Trash cannot be changed, so when it was changed last is when it was deleted.
  'experiment.deleted': {
    of: 'experiment',
    moves: true,
    read: reader(
      `SELECT CAST(id AS TEXT) AS id, CASE lifecycle WHEN 'deleted' THEN CAST(updated AS TEXT) END AS value
       FROM experiments WHERE id ${listedExperiments}`,
    ),
    write: (db, { ids, value, now }) => {
      prepared(db, `UPDATE experiments SET lifecycle = ?, updated = ? WHERE id ${listedExperiments}`).run(
        value === null ? 'active' : 'deleted',
        value === null ? now : Number(value),
        ids,
      );
    },
    since: trashedSince,
  },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof fields;
