import { ModelTrailError } from '../../protocol/errors';
import { prepared, type Db } from '../../store';
import { readExperiment } from '../experiments';
import { checkKey, invalid } from '../limits';
import type { Experiment } from '../types';
import { record, type Edit, type Recorded } from './record';
import { nameRuns, quoted, type Named } from './words';

interface RunState extends Named {
  readonly experiment: string;
  readonly trashed: 0 | 1;
  readonly purging: 0 | 1;
}

/** The runs of these ids, each once, in their order. Throws `RUN_NOT_FOUND`. */
function readStates(db: Db, ids: readonly string[]): RunState[] {
  const rows = prepared(
    db,
    `SELECT r.uuid AS id, r.name, CAST(r.experiment AS TEXT) AS experiment, r.lifecycle = 'deleted' AS trashed,
       p.run IS NOT NULL AS purging
     FROM runs r LEFT JOIN purges p ON p.run = r.id WHERE r.uuid IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(ids)) as readonly RunState[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].map((id) => {
    const state = byId.get(id);
    if (!state) throw new ModelTrailError('RUN_NOT_FOUND', `Run with id=${id} not found`);
    return state;
  });
}

function readLive(db: Db, ids: readonly string[]): RunState[] {
  const states = readStates(db, ids);
  const trashed = states.find((state) => state.trashed);
  if (!trashed) return states;
  throw invalid(`Run ${quoted(trashed.name)} is in the Trash.`, 'Restore it first.');
}

const idsOf = (runs: readonly Named[]): readonly string[] => runs.map(({ id }) => id);

/** Runs below the given ones that pass `condition` on the child `r` and its parent `p`, without the given ones. */
function readBelow(db: Db, ids: readonly string[], condition: string): readonly Named[] {
  return prepared(
    db,
    `WITH RECURSIVE below (id) AS (
       SELECT value FROM json_each(?)
       UNION SELECT r.uuid FROM below b JOIN runs p ON p.uuid = b.id JOIN runs r ON r.parent = p.uuid WHERE ${condition}
     ) SELECT r.uuid AS id, r.name FROM below b JOIN runs r ON r.uuid = b.id
     WHERE b.id NOT IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(ids), JSON.stringify(ids)) as readonly Named[];
}

const noteKey = 'mlflow.note.content';

export interface RunEdits {
  readonly ids: readonly string[];
  readonly name?: string | undefined;
  /** Markdown of any length; an empty one removes the note. */
  readonly note?: string | undefined;
  readonly starred?: boolean | undefined;
  /** null removes a tag. */
  readonly tags?: Readonly<Record<string, string | null>> | undefined;
  readonly now: number;
}

/**
 * Changes what people write on runs outside the Trash. It is no sign of life: a lost run stays lost.
 * Throws `TAG_NOT_FOUND` for a tag to remove that none of them has.
 */
export function changeRuns(db: Db, { ids, name, note, starred, tags = {}, now }: RunEdits): Recorded {
  const runs = readLive(db, ids);
  const targets = idsOf(runs);
  for (const [key, value] of Object.entries(tags)) {
    if (value === null) checkTagged(db, runs, key);
    else checkKey('Tag', key);
  }
  if (name === '' || tags['mlflow.runName'] === '') throw invalid('A run needs a name.');
  const changes: { readonly verb: (what: string) => string; readonly edits: readonly Edit[] }[] = [];
  if (name !== undefined) {
    const verb = (what: string): string => `Rename ${what} to ${quoted(name)}`;
    changes.push({ verb, edits: [{ field: 'run.name', targets, to: name }] });
  }
  if (note !== undefined) {
    const edit = { field: 'run.tag', key: noteKey, targets, to: note === '' ? null : note } as const;
    changes.push({ verb: (what) => `Edit note of ${what}`, edits: [edit] });
  }
  if (starred !== undefined) {
    const edit = { field: 'run.starred', targets, to: starred ? '1' : '0' } as const;
    changes.push({ verb: (what) => `${starred ? 'Star' : 'Unstar'} ${what}`, edits: [edit] });
  }
  const tagEdits = Object.entries(tags).map(([key, to]) => ({ field: 'run.tag', key, targets, to }) as const);
  if (tagEdits.length > 0) changes.push({ verb: (what) => `Edit tags of ${what}`, edits: tagEdits });
  const [first] = changes;
  const verb = first && changes.length === 1 ? first.verb : (what: string): string => `Change ${what}`;
  return record(db, { label: verb(nameRuns(runs)), edits: changes.flatMap(({ edits }) => edits), now });
}

function checkTagged(db: Db, runs: readonly Named[], key: string): void {
  const found = prepared(
    db,
    `SELECT 1 FROM tags t JOIN keys k ON k.id = t.key JOIN runs r ON r.id = t.run
     WHERE k.name = ? AND r.uuid IN (SELECT value FROM json_each(?)) LIMIT 1`,
  ).get(key, JSON.stringify(idsOf(runs)));
  if (found) return;
  const [first] = runs;
  const where = runs.length === 1 && first ? `in run with id ${first.id}` : `in any of ${nameRuns(runs)}`;
  throw new ModelTrailError('TAG_NOT_FOUND', `No tag with name: ${key} ${where}`);
}

interface OfRuns {
  readonly ids: readonly string[];
  readonly now: number;
}

/** Moves runs with those nested in them to the Trash; repeating is fine. */
export function trashRuns(db: Db, { ids, now }: OfRuns): Recorded {
  const runs = readStates(db, ids).filter(({ trashed }) => !trashed);
  const nested = readBelow(db, idsOf(runs), "r.lifecycle = 'active'");
  return record(db, {
    label: `Delete ${nameRuns(runs, nested)}`,
    edits: [{ field: 'run.deleted', targets: idsOf([...runs, ...nested]), to: String(now) }],
    now,
  });
}

/** Takes runs with those that were deleted with them out of the Trash, and their experiments too; repeating is fine. */
export function untrashRuns(db: Db, { ids, now }: OfRuns): Recorded {
  const runs = readStates(db, ids).filter(({ trashed }) => trashed);
  const purging = runs.find((run) => run.purging);
  if (purging) throw invalid(`Run ${quoted(purging.name)} is being deleted for good.`);
  const together = "r.lifecycle = 'deleted' AND r.deleted_time IS p.deleted_time";
  const nested = readBelow(db, idsOf(runs), together);
  return record(db, {
    label: `Restore ${nameRuns(runs, nested)}`,
    edits: [
      { field: 'experiment.deleted', targets: [...new Set(runs.map(({ experiment }) => experiment))], to: null },
      { field: 'run.deleted', targets: idsOf([...runs, ...nested]), to: null },
    ],
    now,
  });
}

/** An active experiment. Throws `EXPERIMENT_NOT_FOUND`, or `INVALID_VALUE` for one in the Trash. */
function readTarget(db: Db, id: string): Experiment {
  const experiment = readExperiment(db, id);
  if (experiment.lifecycle === 'active') return experiment;
  throw invalid(`Experiment ${quoted(experiment.name)} is in the Trash.`, 'Restore it first.');
}

/**
 * Moves runs with those nested in them to another experiment; their files stay where they are. A nested run that goes
 * without its parent stands by itself there.
 */
export function moveRuns(db: Db, { ids, experimentId, now }: OfRuns & { readonly experimentId: string }): Recorded {
  const target = readTarget(db, experimentId);
  const runs = readLive(db, ids);
  const nested = readBelow(db, idsOf(runs), "r.lifecycle = 'active'");
  const moving = idsOf([...runs, ...nested]);
  const alone = prepared(
    db,
    `SELECT r.uuid FROM runs r JOIN runs p ON p.uuid = r.parent
     WHERE r.uuid IN (SELECT value FROM json_each(?)) AND p.uuid NOT IN (SELECT value FROM json_each(?))
       AND p.experiment <> CAST(? AS INTEGER)`,
    'value',
  ).all(JSON.stringify(idsOf(runs)), JSON.stringify(moving), target.id) as readonly string[];
  return record(db, {
    label: `Move ${nameRuns(runs, nested)} to ${quoted(target.name)}`,
    edits: [
      { field: 'run.experiment', targets: moving, to: target.id },
      { field: 'run.tag', key: 'mlflow.parentRunId', targets: alone, to: null },
    ],
    now,
  });
}
