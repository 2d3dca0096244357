import { countOrdered, listUsedColumns, matchRuns, orderRuns } from '../../runs';
import type { Handlers } from './handlers';
import { toRunFilter } from './selection';

export const tableHandlers: Handlers<'runs/table' | 'runs/columns'> = {
  'runs/table': async ({ sort, ...selection }, services) => {
    const query = { ...(await toRunFilter(selection, services)), sort };
    const found = orderRuns(services.db, query);
    return { ids: found.map(({ id }) => id), total: countOrdered(services.db, query, found), groups: null };
  },
  'runs/columns': async (selection, services, signal) => {
    const rows = matchRuns(services.db, await toRunFilter(selection, services));
    return { runs: rows.length, columns: await listUsedColumns(services.db, rows, signal) };
  },
};
