import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkIntegrity, openStore, storeVersion, type Migration } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

const newest = migrations.at(-1)?.version ?? 0;

describe('the migrations of the store', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modeltrail-store-'));
    file = join(folder, 'store.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are numbered one after the other', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, index) => index + 1),
    );
  });

  for (let version = 0; version < newest; version += 1) {
    it(`lead from version ${version} to the newest and keep every row`, () => {
      const old = openStore(file, { migrations: migrations.slice(0, version) });
      assert.equal(storeVersion(old), version);
      const filled = fillTables(old);
      old.close();
      const db = openStore(file, { migrations });
      try {
        assert.equal(storeVersion(db), newest);
        assert.equal(filled.size, countTables(version));
        for (const [table, row] of filled) {
          const kept = db.prepare(`SELECT * FROM "${table}"`).get() as Record<string, unknown>;
          for (const [column, value] of Object.entries(row))
            assert.deepEqual(kept[column], value, `${table}.${column}`);
        }
        assert.deepEqual(checkIntegrity(db), []);
        assert.deepEqual(db.pragma('foreign_key_check'), []);
        assert.deepEqual(schemaOf(db), schemaOf(openFresh(folder)));
      } finally {
        db.close();
      }
    });
  }

  it('leave a whole older version when one fails', () => {
    openStore(file, { migrations: migrations.slice(0, 1) }).close();
    const failing: Migration = { version: 2, name: 'failing', sql: 'CREATE TABLE half (id); CREATE TABLE half (id);' };
    assert.throws(() => openStore(file, { migrations: [...migrations.slice(0, 1), failing] }), /already exists/);
    const db = new Database(file, { readonly: true });
    assert.equal(storeVersion(db), 1);
    assert.equal(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get(), 0);
    db.close();
  });

  it('refuse a newer store, change nothing and say what to do', () => {
    openStore(file, { migrations }).close();
    const reader = { migrations: migrations.slice(0, 2) };
    for (const readOnly of [false, true]) {
      assert.throws(() => openStore(file, { ...reader, readOnly }), {
        code: 'STORE_NEWER',
        message: new RegExp(`version ${newest}.*up to 2`),
        hint: /Update ModelTrail/,
      });
    }
    const db = openStore(file, { migrations });
    assert.equal(storeVersion(db), newest);
    db.close();
  });
});

/** A row in every table, in an order that satisfies the references between them. */
function fillTables(db: Database.Database): Map<string, Record<string, unknown>> {
  const filled = new Map<string, Record<string, unknown>>();
  const tables = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as {
    readonly name: string;
    readonly sql: string;
  }[];
  for (const { name, sql } of tables) {
    const row: Record<string, unknown> = {};
    for (const column of db.pragma(`table_info("${name}")`) as { readonly name: string; readonly type: string }[]) {
      const allowed = new RegExp(`\\(${column.name} IN \\('([^']+)'`).exec(sql)?.[1];
      // Every key is 1, or '1': so each reference finds its row.
      row[column.name] = allowed ?? (column.type === 'INTEGER' ? 1 : column.type === 'BLOB' ? Buffer.from('1') : '1');
      // The audit log takes no first row that does not say so.
      if (column.name === 'prev_hash') row[column.name] = '0'.repeat(64);
    }
    const columns = Object.keys(row);
    db.prepare(`INSERT INTO "${name}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
      ...Object.values(row),
    );
    filled.set(name, row);
  }
  return filled;
}

function countTables(version: number): number {
  const sql = migrations.slice(0, version).map((migration) => migration.sql);
  return (sql.join('\n').match(/^CREATE TABLE/gm) ?? []).length;
}

function schemaOf(db: Database.Database): unknown[] {
  return db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();
}

function openFresh(folder: string): Database.Database {
  return openStore(join(folder, 'fresh.db'), { migrations });
}
