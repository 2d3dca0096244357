import {
  changeExperimentName,
  changePrimaryMetric,
  changeRuns,
  createExperiment,
  createLoggedModel,
  createRun,
  logInputs,
  moveRuns,
  trashExperiment,
  trashRuns,
  untrashExperiment,
  untrashRuns,
  type Recorded,
} from '../../../src/runs';
import type { Db } from '../../../src/store';

/** A change of any kind, by places in the lists of runs and experiments, so that a property test can make it up. */
export type Step =
  | { readonly kind: 'name' | 'note'; readonly runs: readonly number[]; readonly text: string }
  | { readonly kind: 'star'; readonly runs: readonly number[]; readonly on: boolean }
  | { readonly kind: 'tag'; readonly runs: readonly number[]; readonly key: string; readonly value: string | null }
  | { readonly kind: 'delete' | 'restore'; readonly runs: readonly number[] }
  | { readonly kind: 'move'; readonly runs: readonly number[]; readonly to: number }
  | { readonly kind: 'renameExperiment'; readonly experiment: number; readonly text: string }
  | { readonly kind: 'deleteExperiment' | 'restoreExperiment'; readonly experiment: number }
  | { readonly kind: 'primary'; readonly experiment: number; readonly key: string };

export interface Things {
  readonly runs: readonly string[];
  readonly experiments: readonly string[];
}

/** Three experiments with ten runs: two are nested, one of them twice; all read data, and some made a model. */
export function fillStore(db: Db): Things {
  const now = 1000;
  const make = (name: string): string => createExperiment(db, { name, artifactRoot: 'mlflow-artifacts:', now });
  const experiments = ['0', make('churn'), make('fraud')];
  const runs: string[] = [];
  for (let index = 0; index < 10; index += 1) {
    const parent = index === 4 ? runs[3] : index === 5 ? runs[4] : undefined;
    const experimentId = experiments[parent ? 0 : index % 3] ?? '0';
    const { id } = createRun(db, {
      experimentId,
      name: `run-${index}`,
      tags: parent ? [{ key: 'mlflow.parentRunId', value: parent }] : [],
      now,
    });
    const dataset = { sourceType: 'local', source: 'data.csv', schema: null, profile: `{"rows":${index}}` };
    const context = [{ key: 'mlflow.data.context', value: 'training' }];
    const named = ['train', `own-${index}`].map((name) => ({
      ...dataset,
      name,
      digest: name.slice(-5),
      tags: context,
    }));
    logInputs(db, { id, datasets: named, modelIds: [], now });
    if (index % 2 === 0) createLoggedModel(db, { experimentId, name: `model-${index}`, sourceRunId: id, now });
    runs.push(id);
  }
  return { runs, experiments };
}

/** Makes a change; one that is refused changes nothing. */
export function take(db: Db, step: Step, { runs, experiments }: Things, now: number): Recorded | null {
  const ids = 'runs' in step ? [...new Set(step.runs.flatMap((at) => runs[at % runs.length] ?? []))] : [];
  const id = 'experiment' in step ? (experiments[step.experiment % experiments.length] ?? '0') : '0';
  try {
    switch (step.kind) {
      case 'name':
        return changeRuns(db, { ids, name: step.text, now });
      case 'note':
        return changeRuns(db, { ids, note: step.text, now });
      case 'star':
        return changeRuns(db, { ids, starred: step.on, now });
      case 'tag':
        return changeRuns(db, { ids, tags: { [step.key]: step.value }, now });
      case 'delete':
        return trashRuns(db, { ids, now });
      case 'restore':
        return untrashRuns(db, { ids, now });
      case 'move':
        return moveRuns(db, { ids, experimentId: experiments[step.to % experiments.length] ?? '0', now });
      case 'renameExperiment':
        return changeExperimentName(db, { id, name: step.text, now });
      case 'deleteExperiment':
        return trashExperiment(db, { id, now });
      case 'restoreExperiment':
        return untrashExperiment(db, { id, now });
      case 'primary':
        return changePrimaryMetric(db, { id, key: step.key, direction: 'max', now });
    }
  } catch {
    return null;
  }
}

/** All that people can change or a move touches, as rows without the numbers that only the store knows. */
export function stateOf(db: Db): unknown {
  const all = (sql: string): unknown[] => db.prepare(sql).all();
  return {
    runs: all('SELECT * FROM runs ORDER BY id'),
    tags: all('SELECT t.run, k.name, t.value FROM tags t JOIN keys k ON k.id = t.key ORDER BY 1, 2'),
    inputs: all(
      `SELECT i.run, d.experiment, d.name, d.digest, d.source_type, d.source, d.schema, t.key, t.value
       FROM inputs i JOIN datasets d ON d.id = i.dataset
       LEFT JOIN input_tags t ON t.run = i.run AND t.dataset = i.dataset ORDER BY 1, 3, 4, 8`,
    ),
    models: all('SELECT * FROM logged_models ORDER BY id'),
    experiments: all('SELECT id, name, artifact_location, lifecycle FROM experiments ORDER BY id'),
    experimentTags: all('SELECT * FROM experiment_tags ORDER BY 1, 2'),
    problems: all('PRAGMA foreign_key_check'),
  };
}
