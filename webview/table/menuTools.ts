import type { RunRow } from '../../src/protocol/run';
import type { ViewClient } from '../shared/rpc';
import type { TableActions } from './actions';
import type { TableModel } from './model';

/** What the table's menus, its picker and its views work with. */
export interface MenuTools {
  readonly client: ViewClient;
  /** As it is now: a menu may stay open while runs change. */
  readonly model: () => TableModel;
  readonly actions: TableActions;
}

/** The rows of runs that were read: those in sight, and around it. */
export function knownRows({ rows }: TableModel, ids: readonly string[]): readonly RunRow[] {
  return ids.flatMap((id) => rows.get(id) ?? []);
}
