import { prepared, type Db } from '../store';
import { readOrigins, readRecipes } from './table/seeds';

interface Repeats {
  readonly id: string;
  readonly repeats: readonly { readonly id: string; readonly value: number }[];
}

interface Candidate {
  readonly row: number;
  readonly id: string;
  readonly value: number | string | null;
  /** 1 when it finished and is in no Trash. */
  readonly whole: number;
}

/**
 * Per run the runs that differ from it in nothing but the seed, in the order they were made: itself and those that
 * finished, in no Trash, with the latest value of `metric` where that is finite. Ids of no run are left out.
 */
export async function readRepeats(
  db: Db,
  { ids, metric }: { readonly ids: readonly string[]; readonly metric: string },
  signal: AbortSignal,
): Promise<Repeats[]> {
  const candidates = readCandidates(db, { ids, metric });
  // Params are many: they are read of the runs that may still be equal alone.
  const origins = readOrigins(
    db,
    candidates.map(({ row }) => row),
  );
  const wanted = candidates.filter(({ id }) => ids.includes(id));
  const possible = new Set(wanted.map(({ row }) => origins.get(row)));
  const rows = candidates.map(({ row }) => row).filter((row) => possible.has(origins.get(row)));
  const recipes = await readRecipes(db, rows, signal);
  const groups = new Map<string | undefined, Candidate[]>();
  for (const each of candidates) {
    const group = groups.get(recipes.get(each.row));
    if (group) group.push(each);
    else groups.set(recipes.get(each.row), [each]);
  }
  return wanted.map(({ id, row }) => ({
    id,
    repeats: (groups.get(recipes.get(row)) ?? []).flatMap((each) =>
      isFinite(each) && (each.whole === 1 || each.id === id) ? [{ id: each.id, value: each.value }] : [],
    ),
  }));
}

function readCandidates(
  db: Db,
  { ids, metric }: { readonly ids: readonly string[]; readonly metric: string },
): readonly Candidate[] {
  return prepared(
    db,
    `SELECT r.id AS row, r.uuid AS id, r.status = 'FINISHED' AND r.lifecycle = 'active' AS whole,
       (SELECT m.value FROM metrics m WHERE m.run = r.id AND m.key = (SELECT id FROM keys WHERE name = ?)) AS value
     FROM runs r
     WHERE r.experiment IN (SELECT experiment FROM runs WHERE uuid IN (SELECT value FROM json_each(?))) ORDER BY r.id`,
  ).all(metric, JSON.stringify(ids)) as Candidate[];
}

/** Infinities are stored as the largest doubles. */
function isFinite<Run extends Candidate>(run: Run): run is Run & { readonly value: number } {
  return typeof run.value === 'number' && Math.abs(run.value) < Number.MAX_VALUE;
}
