import { prepared, type Db } from '../store';
import { readActiveRun, touchRun } from './lifecycle';
import { checkLength, invalid, limits } from './limits';
import type { DatasetInput, ModelLink } from './types';

export interface Inputs {
  readonly id: string;
  readonly datasets: readonly DatasetInput[];
  readonly modelIds: readonly string[];
  readonly now: number;
}

/** Links datasets and logged models a run reads. A dataset is unique per (experiment, name, digest). */
export function logInputs(db: Db, { id, datasets, modelIds, now }: Inputs): void {
  if (datasets.length > 1000) throw invalid(`A request can log at most 1000 datasets. Got ${datasets.length}.`);
  db.transaction(() => {
    const run = readActiveRun(db, id);
    for (const dataset of datasets) linkDataset(db, run, dataset);
    for (const modelId of modelIds) linkModel(db, { row: run.row, direction: 'input', modelId, step: null });
    touchRun(db, run.row, now);
  }).immediate();
}

/** Links logged models a run made, at the step they were made. */
export function logOutputs(
  db: Db,
  { id, models, now }: { id: string; models: readonly ModelLink[]; now: number },
): void {
  db.transaction(() => {
    const { row } = readActiveRun(db, id);
    for (const model of models) linkModel(db, { row, direction: 'output', ...model });
    touchRun(db, row, now);
  }).immediate();
}

function linkModel(db: Db, link: { row: number; direction: 'input' | 'output' } & ModelLink): void {
  prepared(
    db,
    `INSERT INTO run_models (run, direction, model_id, step) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET step = excluded.step`,
  ).run(link.row, link.direction, link.modelId, link.step);
}

function linkDataset(db: Db, run: { row: number; experimentId: string }, dataset: DatasetInput): void {
  checkLength('name', dataset.name, limits.datasetName);
  checkLength('digest', dataset.digest, limits.datasetDigest);
  checkLength('source', dataset.source, limits.datasetSource);
  checkLength('schema', dataset.schema ?? '', limits.datasetSchema);
  checkLength('profile', dataset.profile ?? '', limits.datasetProfile);
  for (const { key, value } of dataset.tags) {
    checkLength('key', key, limits.inputTagKey);
    checkLength('value', value, limits.inputTagValue);
  }
  const bound = [run.experimentId, dataset.name, dataset.digest] as const;
  prepared(
    db,
    `INSERT INTO datasets (experiment, name, digest, source_type, source, schema, profile)
     VALUES (CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(...bound, dataset.sourceType, dataset.source, dataset.schema, dataset.profile);
  const found = prepared(
    db,
    'SELECT id FROM datasets WHERE experiment = CAST(? AS INTEGER) AND name = ? AND digest = ?',
  ).get(...bound) as { readonly id: number };
  const { changes } = prepared(db, 'INSERT INTO inputs (run, dataset) VALUES (?, ?) ON CONFLICT DO NOTHING').run(
    run.row,
    found.id,
  );
  // A dataset logged again keeps the context it was first logged with.
  if (changes === 0) return;
  for (const { key, value } of dataset.tags) {
    prepared(
      db,
      `INSERT INTO input_tags (run, dataset, key, value) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ).run(run.row, found.id, key, value);
  }
}
