import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDefaultExperiment } from '../../../src/runs';
import { openStore, type Db } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

export interface TestStore {
  readonly db: Db;
  close(): void;
}

/** A new store in a folder of its own, with experiment 0. */
export function makeTestStore(now = 1000): TestStore {
  const folder = mkdtempSync(join(tmpdir(), 'modeltrail-store-'));
  const db = openStore(join(folder, 'store.db'), { migrations });
  ensureDefaultExperiment(db, { artifactRoot: 'mlflow-artifacts:', now });
  return {
    db,
    close() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
