import { countOrdered, groupRuns, listUsedColumns, matchRuns, orderRuns, readRepeats } from '../../runs';
import type { Handlers } from './handlers';
import { toRunFilter } from './selection';

export const tableHandlers: Handlers<'runs/table' | 'runs/columns' | 'runs/repeats'> = {
  'runs/table': async ({ sort, group, aggregate, ...selection }, services, signal) => {
    const { db } = services;
    const query = { ...(await toRunFilter(selection, services)), sort };
    if (group !== null) return groupRuns(db, { ...query, group, aggregate }, signal);
    const found = orderRuns(db, query);
    return { ids: found.map(({ id }) => id), total: countOrdered(db, query, found), groups: null };
  },
  'runs/columns': async ({ find, limit, ...selection }, services, signal) => {
    const rows = matchRuns(services.db, await toRunFilter(selection, services));
    const { columns, total } = await listUsedColumns(services.db, { rows, find, limit }, signal);
    return { runs: rows.length, columns: [...columns], total };
  },
  'runs/repeats': async (question, { db }, signal) =>
    (await readRepeats(db, question, signal)).map(({ id, repeats }) => ({ id, repeats: [...repeats] })),
};
