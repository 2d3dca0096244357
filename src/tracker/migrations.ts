import { registryMigration } from '../registry';
import { inboxMigration, journalMigration, modelsMigration, runsMigration } from '../runs';
import type { Migration } from '../store';

/** Every step of the store's schema in order; a released step is never edited, a change is a new step. */
export const migrations: readonly Migration[] = [
  runsMigration,
  modelsMigration,
  registryMigration,
  inboxMigration,
  journalMigration,
];
