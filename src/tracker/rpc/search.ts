import { userInfo } from 'node:os';
import { completeRunFilter, findMetrics, findRows } from '../../runs';
import type { Handlers } from './handlers';
import { toRunFilter } from './selection';

export const searchHandlers: Handlers<'search/complete' | 'search/metricKeys'> = {
  'search/complete': async ({ text, caret, experimentIds }, services) => {
    const { context } = await toRunFilter({ filter: text, view: 'active' }, services);
    const { items, clauses, ...read } = completeRunFilter(services.db, {
      text,
      caret,
      experimentIds: experimentIds ?? null,
      context,
    });
    return { ...read, items: [...items], clauses: clauses && [...clauses], user: readUser() };
  },
  'search/metricKeys': async ({ ids, pattern }, { db }, signal) => ({
    keys: await findMetrics(db, { rows: findRows(db, ids), pattern, signal }),
  }),
};

/** As MLflow's clients name the user of a run; empty where the machine has no name for them. */
function readUser(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
