import { prepared, type Db } from '../store';

/** What is known of a run's code. Lists are as `src/git` makes them. */
export interface RunCode {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly dirty: boolean | null;
  /** Address of the remote, without credentials. */
  readonly repository: string | null;
  /** The workspace folder inside the repository, `''` at its top. */
  readonly prefix: string;
  readonly snapshot: string | null;
  readonly tree: string | null;
  readonly files: readonly { readonly path: string; readonly status: string }[];
  readonly leftOut: readonly { readonly path: string; readonly reason: string; readonly bytes: number | null }[];
  readonly data: readonly { readonly path: string; readonly digest: string; readonly from: string }[];
  /** Why there is no snapshot, in words. */
  readonly problem: string | null;
}

export function writeRunCode(db: Db, row: number, code: RunCode): void {
  prepared(
    db,
    `INSERT INTO run_code (run, commit_id, branch, dirty, repository, prefix, snapshot, tree, files, left_out, data, problem)
     SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)
     ON CONFLICT DO UPDATE SET commit_id = excluded.commit_id, branch = excluded.branch, dirty = excluded.dirty,
       repository = excluded.repository, prefix = excluded.prefix, snapshot = excluded.snapshot, tree = excluded.tree,
       files = excluded.files, left_out = excluded.left_out, data = excluded.data, problem = excluded.problem`,
  ).run(
    row,
    code.commit,
    code.branch,
    code.dirty === null ? null : code.dirty ? 1 : 0,
    code.repository,
    code.prefix,
    code.snapshot,
    code.tree,
    JSON.stringify(code.files),
    JSON.stringify(code.leftOut),
    JSON.stringify(code.data),
    code.problem,
    row,
  );
}

interface Row {
  readonly run: number;
  readonly commit_id: string | null;
  readonly branch: string | null;
  readonly dirty: number | null;
  readonly repository: string | null;
  readonly prefix: string;
  readonly snapshot: string | null;
  readonly tree: string | null;
  readonly files: string;
  readonly left_out: string;
  readonly data: string;
  readonly problem: string | null;
}

/** The code of runs by row number; runs of which nothing is known are absent. */
export function readRunCodes(db: Db, rows: readonly number[]): Map<number, RunCode> {
  const found = prepared(db, 'SELECT * FROM run_code WHERE run IN (SELECT value FROM json_each(?))').all(
    JSON.stringify(rows),
  ) as readonly Row[];
  return new Map(found.map((row) => [row.run, toRunCode(row)]));
}

export function readRunCode(db: Db, row: number): RunCode | null {
  return readRunCodes(db, [row]).get(row) ?? null;
}

function toRunCode(row: Row): RunCode {
  return {
    commit: row.commit_id,
    branch: row.branch,
    dirty: row.dirty === null ? null : row.dirty === 1,
    repository: row.repository,
    prefix: row.prefix,
    snapshot: row.snapshot,
    tree: row.tree,
    files: JSON.parse(row.files) as RunCode['files'],
    leftOut: JSON.parse(row.left_out) as RunCode['leftOut'],
    data: JSON.parse(row.data) as RunCode['data'],
    problem: row.problem,
  };
}
