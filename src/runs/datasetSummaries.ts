import { prepared, type Db } from '../store';

/** A dataset that active runs of an experiment used, and as what (`training`, …). */
export interface DatasetSummary {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  readonly context: string | null;
}

/** The distinct datasets of experiments by name, at most `limit`. */
export function listDatasets(db: Db, experimentIds: readonly string[], limit: number): DatasetSummary[] {
  return prepared(
    db,
    `SELECT DISTINCT CAST(d.experiment AS TEXT) AS experimentId, d.name, d.digest, t.value AS context
     FROM datasets d
     JOIN inputs i ON i.dataset = d.id
     JOIN runs r ON r.id = i.run AND r.lifecycle = 'active'
     LEFT JOIN input_tags t ON t.run = i.run AND t.dataset = i.dataset AND t.key = 'mlflow.data.context'
     WHERE d.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
     ORDER BY d.name, d.digest, d.experiment, t.value LIMIT ?`,
  ).all(JSON.stringify(experimentIds), limit) as DatasetSummary[];
}
