import { prepared, type Db } from '../../store';

/** How many other runs are heard, the newest first. */
const witnesses = 200;
/** How many runs are listed at the commits between the two. */
const listed = 2_000;

interface RowId {
  readonly row: number;
}

/**
 * Row numbers of the newest finished runs of these experiments that have the metric, the given ones apart. A run that
 * failed or still runs may not have come to its value.
 */
export function listWitnesses(
  db: Db,
  { experimentIds, metric, except }: { experimentIds: readonly string[]; metric: string; except: readonly string[] },
): number[] {
  const rows = prepared(
    db,
    `SELECT r.id AS row FROM runs r JOIN metrics m ON m.run = r.id JOIN keys k ON k.id = m.key
     WHERE r.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) AND r.lifecycle = 'active'
       AND r.status = 'FINISHED' AND k.name = ? AND r.uuid NOT IN (SELECT value FROM json_each(?))
     ORDER BY r.start_time DESC, r.id DESC LIMIT ?`,
  ).all(JSON.stringify(experimentIds), metric, JSON.stringify(except), witnesses) as readonly RowId[];
  return rows.map(({ row }) => row);
}

/** Row numbers of the runs of these experiments that were made at one of the commits, the newest first. */
export function listRunsAt(
  db: Db,
  { experimentIds, commits }: { experimentIds: readonly string[]; commits: readonly string[] },
): number[] {
  const rows = prepared(
    db,
    `SELECT r.id AS row FROM runs r JOIN run_code c ON c.run = r.id
     WHERE r.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) AND r.lifecycle = 'active'
       AND c.commit_id IN (SELECT value FROM json_each(?))
     ORDER BY r.start_time DESC, r.id DESC LIMIT ?`,
  ).all(JSON.stringify(experimentIds), JSON.stringify(commits), listed) as readonly RowId[];
  return rows.map(({ row }) => row);
}
