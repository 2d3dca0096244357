import Database from 'better-sqlite3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, createVersion, type Author } from '../../../src/registry';
import type { AuditRow } from '../../../src/registry/audit/rows';
import { openStore, type Db } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

export const mara = { person: null, name: 'Mara', email: 'mara@ex.org', method: 'git', assurance: 'claimed' } as const;

/** A store of its own, with a clock that goes on by a second with each question. */
export class RegistryFolder {
  /** Milliseconds since 1970. */
  now = Date.UTC(2026, 2, 2, 9);

  private constructor(
    readonly path: string,
    public db: Db,
  ) {}

  static async make(): Promise<RegistryFolder> {
    const path = await mkdtemp(join(tmpdir(), 'modeltrail-registry-'));
    return new RegistryFolder(path, openStore(join(path, 'store.db'), { migrations }));
  }

  get store(): string {
    return join(this.path, 'store.db');
  }

  get headFile(): string {
    return join(this.path, 'audit-head.json');
  }

  author(): Author {
    return { actor: mara, now: (this.now += 1000) };
  }

  register(name: string, fields: { readonly semver?: string } = {}): void {
    createVersion(this.db, this.author(), { name, source: 's3://bucket/model', artifactsFolder: this.path, ...fields });
  }

  /** A model with so many versions. */
  fill(name: string, versions: number): void {
    createModel(this.db, this.author(), { name });
    for (let number = 1; number <= versions; number += 1) this.register(name);
  }

  rows(): AuditRow[] {
    return this.db
      .prepare(
        'SELECT seq, chain_id AS chainId, ts, action, body, prev_hash AS prevHash, hash FROM registry_audit ORDER BY seq',
      )
      .all() as AuditRow[];
  }

  /** Does something through a connection that is none of the program's, as another tool would. */
  asStranger(work: (db: Database.Database) => void): void {
    const db = new Database(this.store);
    try {
      work(db);
    } finally {
      db.close();
    }
  }

  /** As {@link asStranger}, with the guards of the log out of the way. */
  tamper(work: (db: Database.Database) => void): void {
    this.asStranger((db) => {
      for (const guard of ['insert', 'update', 'delete']) db.exec(`DROP TRIGGER registry_audit_${guard}`);
      work(db);
    });
  }

  /** Opens the store again, as the next tracker does. */
  reopen(): void {
    this.db.close();
    this.db = openStore(this.store, { migrations });
  }

  async remove(): Promise<void> {
    this.db.close();
    await rm(this.path, { recursive: true, force: true });
  }
}
