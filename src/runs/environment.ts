import { prepared, type Db } from '../store';

/** What is known of a run's process and of what it ran in; JSON as `src/runs/process` makes it. */
export interface RunSurroundings {
  readonly process: unknown;
  readonly environment: unknown;
}

export function writeSurroundings(db: Db, row: number, { process, environment }: RunSurroundings): void {
  prepared(
    db,
    `INSERT INTO run_environment (run, process, environment) SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)
     ON CONFLICT DO UPDATE SET process = excluded.process, environment = excluded.environment`,
  ).run(row, JSON.stringify(process ?? null), JSON.stringify(environment ?? null), row);
}

export function readSurroundings(db: Db, rows: readonly number[]): Map<number, RunSurroundings> {
  const found = prepared(
    db,
    'SELECT run, process, environment FROM run_environment WHERE run IN (SELECT value FROM json_each(?))',
  ).all(JSON.stringify(rows)) as readonly {
    readonly run: number;
    readonly process: string;
    readonly environment: string;
  }[];
  return new Map(
    found.map((row) => [
      row.run,
      { process: JSON.parse(row.process) as unknown, environment: JSON.parse(row.environment) as unknown },
    ]),
  );
}
