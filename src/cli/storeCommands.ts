/** The commands that open the store themselves: with SQLite and the HTTP server, six times the size of all the others. */
export { serve } from './tracking/serve';
export { restoreBackup } from './tracking/restoreBackup';
