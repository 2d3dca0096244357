import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupStore, checkIntegrity, openStore, toStoreError } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

describe('opening the store', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modeltrail-store-'));
    file = join(folder, 'store.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes ahead, checks references and waits for no one long', () => {
    const db = openStore(file, { migrations });
    assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(db.pragma('synchronous', { simple: true }), 1);
    assert.equal(db.pragma('foreign_keys', { simple: true }), 1);
    assert.equal(db.pragma('busy_timeout', { simple: true }), 5000);
    db.close();
  });

  it('tells damage, and files that are no store, from each other', () => {
    writeFileSync(file, 'This is no database, but it is long enough to be read as one. '.repeat(100));
    assert.throws(() => openStore(file, { migrations }), { code: 'STORE_DAMAGED', hint: /restore-backup/ });
    rmSync(file);
    mkdirSync(file);
    assert.throws(() => openStore(file, { migrations }), { code: 'STORE_READ_ONLY' });
    assert.throws(
      () => openStore(join(folder, 'none', 'store.db'), { migrations }),
      /No such|cannot|does not exist|No store/i,
    );
  });

  it('reads without writing when it is asked to', () => {
    openStore(file, { migrations }).close();
    const db = openStore(file, { migrations, readOnly: true });
    assert.equal(db.prepare('SELECT count(*) FROM runs').pluck().get(), 0);
    assert.throws(
      () => db.exec('DELETE FROM runs'),
      (error) => {
        return (
          'code' in toStoreError(error, file) &&
          (toStoreError(error, file) as { code?: string }).code === 'STORE_READ_ONLY'
        );
      },
    );
    db.close();
  });

  it('copies itself while it is written to', async () => {
    const db = openStore(file, { migrations });
    const insert = db.prepare('INSERT INTO keys (name) VALUES (?)');
    for (let count = 0; count < 20_000; count += 1) insert.run(`before ${count}`);
    const copying = backupStore(db, join(folder, 'copy.db'));
    for (let count = 0; count < 1000; count += 1) insert.run(`meanwhile ${count}`);
    await copying;
    db.close();
    const copy = new Database(join(folder, 'copy.db'), { readonly: true });
    assert.deepEqual(checkIntegrity(copy), []);
    assert.ok(Number(copy.prepare('SELECT count(*) FROM keys').pluck().get()) >= 20_000);
    copy.close();
  });

  it('finds what is wrong inside of a damaged file', () => {
    const db = openStore(file, { migrations });
    const size = Number(db.pragma('page_size', { simple: true }));
    const page = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'points'").pluck().get());
    db.close();
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
    closeSync(descriptor);
    const opened = openStore(file, { migrations });
    assert.notDeepEqual(checkIntegrity(opened), []);
    opened.close();
  });
});
