import { plural } from '../../protocol/format';
import type { GroupCell, TableGroup, TableOrder } from '../../protocol/table';
import { prepared, type Db } from '../../store';
import { readColumn, toText, type TableColumn } from './columns';
import { eachNumber } from './cells';
import { byAge, orderRuns, type OrderQuery, type OrderedRun } from './order';
import { readRecipes } from './seeds';
import { Spread } from './spread';

export interface GroupQuery extends OrderQuery {
  /** A column, or `seed` for runs that differ in the seed alone. */
  readonly group: string;
  /** Number columns whose spread each group shows. */
  readonly aggregate: readonly string[];
}

/** More cells than this are for groups of several runs alone: what one run says of itself it shows itself. */
const mostCells = 40_000;

interface Group {
  readonly value: string | null;
  readonly runs: OrderedRun[];
  newest: OrderedRun;
}

/** The order of a table whose runs stand in groups. Throws as {@link orderRuns}. */
export async function groupRuns(db: Db, query: GroupQuery, signal: AbortSignal): Promise<TableOrder> {
  const column = query.group === 'seed' ? null : readColumn(db, query.group, query.context);
  const own = query.sort.filter((key) => key.column === query.group);
  // With the grouping's key first, groups come in the order of its values.
  const sort = [...own, ...query.sort.filter((key) => !own.includes(key))];
  const { runs: found, total } = await orderRuns(db, { ...query, sort }, { value: column ?? undefined, signal });
  const valueOf = column ? readText(column) : await readRecipe(db, found, signal);
  const groups = collect(found, valueOf);
  if (own.length === 0) groups.sort((one, other) => byAge(one.newest, other.newest));
  const cells = await readCells(db, { query, groups }, signal);
  const names = column ? null : readNames(db, groups);
  let start = 0;
  return {
    ids: groups.flatMap(({ runs }) => runs.map(({ id }) => id)),
    total,
    groups: groups.map((group, index): TableGroup => {
      const place = { start, count: group.runs.length };
      start += place.count;
      const label = names ? labelSeeds(group, names) : labelOf(query.group, group.value);
      return { value: group.value, label, ...place, cells: cells[index] ?? [] };
    }),
  };
}

function collect(found: readonly OrderedRun[], valueOf: (run: OrderedRun) => string | null): Group[] {
  const groups = new Map<string | null, Group>();
  for (const run of found) {
    const value = valueOf(run);
    const group = groups.get(value);
    if (!group) groups.set(value, { value, runs: [run], newest: run });
    else {
      group.runs.push(run);
      if (byAge(run, group.newest) < 0) group.newest = run;
    }
  }
  return [...groups.values()];
}

function readText(column: TableColumn): (run: OrderedRun) => string | null {
  return ({ value }) => (value === null ? null : toText(column, value));
}

async function readRecipe(
  db: Db,
  found: readonly OrderedRun[],
  signal: AbortSignal,
): Promise<(run: OrderedRun) => string | null> {
  const recipes = await readRecipes(
    db,
    found.map(({ row }) => row),
    signal,
  );
  return ({ row }) => recipes.get(row) ?? null;
}

async function readCells(
  db: Db,
  { query, groups }: { readonly query: GroupQuery; readonly groups: readonly Group[] },
  signal: AbortSignal,
): Promise<GroupCell[][]> {
  const columns = query.aggregate.map((id) => readColumn(db, id, query.context));
  const isFew = groups.length * columns.length <= mostCells;
  const shown = new Map<number, Spread[]>();
  const spreads = groups.map(({ runs }) => {
    const own = isFew || runs.length > 1 ? columns.map(() => new Spread()) : [];
    for (const { row } of runs) if (own.length > 0) shown.set(row, own);
    return own;
  });
  await eachNumber(
    db,
    { rows: [...shown.keys()].sort((one, other) => one - other), columns },
    (number, row, index) => shown.get(row)?.[index]?.add(number),
    signal,
  );
  return spreads.map((own) => own.flatMap((spread, index) => spread.toCell(columns[index]?.id ?? '') ?? []));
}

function readNames(db: Db, groups: readonly Group[]): ReadonlyMap<number, string> {
  const rows = prepared(db, 'SELECT id, name FROM runs WHERE id IN (SELECT value FROM json_each(?))', 'array');
  return new Map(rows.all(JSON.stringify(groups.map(({ newest }) => newest.row))) as [number, string][]);
}

function labelSeeds({ runs, newest }: Group, names: ReadonlyMap<number, string>): string {
  const name = names.get(newest.row) ?? '';
  return runs.length === 1 ? name : `${plural(runs.length, 'run')} of ${name}`;
}

function labelOf(group: string, value: string | null): string {
  if (value === null) return `no ${group.replace(/^(?:metrics|params|tags|git)\./, '')}`;
  return group === 'git.commit' ? value.slice(0, 8) : value;
}
