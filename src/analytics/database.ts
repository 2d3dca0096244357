import { DuckDBInstance, LIST, listValue, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import type { WorkerSettings } from './messages';

export interface DatabaseOptions extends WorkerSettings {
  /** The only files that SQL may touch. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Runs `work` on an empty database in memory of its own: nothing is downloaded, no file but the named ones can be
 * reached, and SQL cannot lift that. When `signal` aborts, the running statement ends with an error.
 */
export async function withDatabase<Result>(
  { files, tempFolder, memoryLimitMiB, signal }: DatabaseOptions,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: `${memoryLimitMiB}MiB`,
    temp_directory: tempFolder,
  });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  try {
    await connection.run('SET allowed_paths = $1', [listValue(files)], [LIST(VARCHAR)]);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    signal.throwIfAborted();
    signal.addEventListener('abort', interrupt);
    return await work(connection);
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}
