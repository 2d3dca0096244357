import type * as z from 'zod';
import type { tableQuery, TableOrder } from '../../protocol/table';
import { groupRuns, listDiffering, listUsedColumns, matchRuns, orderRuns, readExtremes, readRepeats } from '../../runs';
import type { Services } from '../services';
import type { Handlers } from './handlers';
import { toRunFilter, type Selection } from './selection';

type TableQuestion = 'runs/table' | 'runs/columns' | 'runs/differing' | 'runs/extremes' | 'runs/repeats';

export const tableHandlers: Handlers<TableQuestion> = {
  'runs/table': async ({ aggregate, ...query }, services, signal) => readTable(query, { aggregate, services, signal }),
  'runs/columns': async ({ find, limit, ...selection }, services, signal) => {
    const { rows } = await select(selection, services, signal);
    const { columns, total } = await listUsedColumns(services.db, { rows, find, limit }, signal);
    return { runs: rows.length, columns: [...columns], total };
  },
  'runs/differing': async ({ columns: only, ...selection }, services, signal) => ({
    columns: await listDiffering(services.db, { ...(await select(selection, services, signal)), only }, signal),
  }),
  'runs/extremes': async ({ columns, ...selection }, services, signal) =>
    readExtremes(services.db, { ...(await select(selection, services, signal)), columns }, signal),
  'runs/repeats': async (question, { db }, signal) =>
    (await readRepeats(db, question, signal)).map(({ id, repeats }) => ({ id, repeats: [...repeats] })),
};

/** The row numbers of the runs that match. */
async function select(selection: Selection, services: Services, signal: AbortSignal) {
  const filter = await toRunFilter(selection, services);
  return { rows: await matchRuns(services.db, filter, signal), context: filter.context };
}

interface ReadOptions {
  readonly aggregate: readonly string[];
  readonly services: Services;
  readonly signal: AbortSignal;
}

/** The runs of a table in its order. */
export async function readTable(
  { sort, group, ...selection }: z.output<typeof tableQuery>,
  { aggregate, services, signal }: ReadOptions,
): Promise<TableOrder> {
  const { db } = services;
  const query = { ...(await toRunFilter(selection, services)), sort };
  if (group !== null) return groupRuns(db, { ...query, group, aggregate }, signal);
  const { runs, total } = await orderRuns(db, query, { signal });
  return { ids: runs.map(({ id }) => id), total, groups: null };
}
