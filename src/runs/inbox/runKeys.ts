import { prepared, type Db } from '../../store';

/** What a writer's own keys stand for: within one file, one named sender, or one request. */
export interface RunKeys {
  find(key: string): string | null;
  remember(key: string, run: string): void;
}

/** Keys of a row of `inbox_files`, kept as long as the store. */
export function storedKeys(db: Db, file: number): RunKeys {
  return {
    find: (key) => {
      const row = prepared(db, 'SELECT run FROM inbox_runs WHERE file = ? AND key = ?').get(file, key) as
        { readonly run: string } | undefined;
      return row?.run ?? null;
    },
    remember: (key, run) => {
      prepared(db, 'INSERT INTO inbox_runs (file, key, run) VALUES (?, ?, ?)').run(file, key, run);
    },
  };
}

/** Keys that a sender over HTTP uses in more than one request, by the name it goes by. */
export function senderKeys(db: Db, name: string): RunKeys {
  const sender = [name, 'sender'] as const;
  const found = prepared(db, 'SELECT id FROM inbox_files WHERE name = ? AND inode = ?').get(...sender) as
    { readonly id: number } | undefined;
  const id =
    found?.id ??
    Number(prepared(db, 'INSERT INTO inbox_files (name, inode) VALUES (?, ?)').run(...sender).lastInsertRowid);
  return storedKeys(db, id);
}

/** Keys that hold for one request. A key whose line was rolled back is as new as before. */
export function passingKeys(db: Db): RunKeys {
  const known = new Map<string, string>();
  return {
    find: (key) => {
      const run = known.get(key);
      const isMade = run !== undefined && prepared(db, 'SELECT 1 FROM runs WHERE uuid = ?').get(run) !== undefined;
      return isMade ? run : null;
    },
    remember: (key, run) => known.set(key, run),
  };
}
