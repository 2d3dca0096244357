import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { AuditKeeper, moveToStage } from '../../../src/registry';
import { hashEvent } from '../../../src/registry/audit/chain';
import type { LogReport } from '../../../src/registry/audit/verify';
import { RegistryFolder } from './registryFolder';

describe('the audit log', () => {
  let folder: RegistryFolder;
  let keeper: AuditKeeper;

  const keep = (): AuditKeeper =>
    new AuditKeeper({
      db: folder.db,
      folder: folder.path,
      file: folder.headFile,
      now: () => (folder.now += 1000),
      frozenClock: false,
      log: () => undefined,
    });

  const move = (number: number, stage: string) =>
    keeper.write({ method: 'git', name: 'Mara', email: 'mara@ex.org' }, (author) =>
      moveToStage(folder.db, author, { name: 'churn', number, stage, archiveExisting: false }),
    );

  const chainOf = ({ chains }: LogReport) => {
    const [chain, ...more] = chains;
    assert.ok(chain && more.length === 0);
    return chain;
  };
  const brokenAt = async (): Promise<number | null> => {
    const report = await keeper.verify();
    assert.equal(report.ok, false);
    assert.equal(chainOf(report).status, 'broken');
    return chainOf(report).brokenAtSeq;
  };

  beforeEach(async () => {
    folder = await RegistryFolder.make();
    keeper = keep();
    keeper.start();
    folder.fill('churn', 3);
    await move(1, 'Staging');
    await move(1, 'Production');
  });

  afterEach(async () => {
    await keeper.close();
    await folder.remove();
  });

  it('is whole when nobody touched it', async () => {
    const report = await keeper.verify();
    assert.deepEqual(report.problems, []);
    assert.equal(report.ok, true);
    const { status, events, headSeq, anchor } = chainOf(report);
    assert.deepEqual([status, events, headSeq, anchor?.seq], ['ok', 6, 6, 6]);
  });

  it('refuses to be changed, cut or replaced by a stranger whose connection lacks recursive triggers', () => {
    const row = folder.rows()[2];
    assert.ok(row);
    const last = folder.rows().at(-1);
    assert.ok(last);
    const insert =
      'INSERT OR REPLACE INTO registry_audit (seq, chain_id, ts, action, body, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)';
    folder.asStranger((db) => {
      assert.equal(db.pragma('recursive_triggers', { simple: true }), 0);
      const refused = /registry audit is append-only/;
      assert.throws(() => db.exec("UPDATE registry_audit SET body = '{}' WHERE seq = 3"), refused);
      assert.throws(() => db.exec('UPDATE OR REPLACE registry_audit SET seq = 2 WHERE seq = 3'), refused);
      assert.throws(() => db.exec('DELETE FROM registry_audit WHERE seq = 6'), refused);
      const again = [row.chainId, row.ts, row.action, row.body];
      assert.throws(() => db.prepare(insert).run(3, ...again, row.prevHash, 'f'.repeat(64)), refused);
      assert.throws(() => db.prepare(insert).run(8, ...again, last.hash, 'f'.repeat(64)), refused);
      assert.throws(() => db.prepare(insert).run(7, ...again, row.prevHash, 'f'.repeat(64)), refused);
      // The right place and the right former hash, but a hash that is there: REPLACE would silently delete that row.
      assert.throws(() => db.prepare(insert).run(7, ...again, last.hash, row.hash), refused);
    });
    assert.equal(folder.rows().length, 6);
  });

  it('tells which event was edited, and which columns', async () => {
    folder.tamper((db) => db.exec("UPDATE registry_audit SET body = replace(body, 'Mara', 'Ivo') WHERE seq = 3"));
    assert.equal(await brokenAt(), 3);
  });

  it('tells an event whose columns differ from its text', async () => {
    folder.tamper((db) => db.exec("UPDATE registry_audit SET ts = '2020-01-01T00:00:00.000Z' WHERE seq = 4"));
    assert.equal(await brokenAt(), 4);
  });

  it('tells where an event was cut out', async () => {
    folder.tamper((db) => db.exec('DELETE FROM registry_audit WHERE seq = 4'));
    assert.equal(await brokenAt(), 5);
  });

  it('tells an event that is no event any more', async () => {
    folder.tamper((db) => db.exec("UPDATE registry_audit SET body = 'nonsense' WHERE seq = 2"));
    assert.equal(await brokenAt(), 2);
  });

  it('tells that its end was cut off', async () => {
    folder.tamper((db) => db.exec('DELETE FROM registry_audit WHERE seq > 4'));
    const report = await keeper.verify();
    const { status, headSeq, anchor } = chainOf(report);
    assert.deepEqual([status, headSeq, anchor?.seq], ['truncated', 4, 6]);
    assert.ok(
      report.differences.some(({ what, log, table }) => what === 'stage' && log === 'None' && table === 'Production'),
    );
  });

  it('tells that it was written anew, hashes and all', async () => {
    const rows = folder.rows();
    folder.tamper((db) => {
      let previous = rows[1]?.hash ?? '';
      for (const row of rows.slice(2)) {
        const body = row.body.replaceAll('Mara', 'Ivo');
        const hash = hashEvent(previous, body);
        db.prepare('UPDATE registry_audit SET body = ?, prev_hash = ?, hash = ? WHERE seq = ?').run(
          body,
          previous,
          hash,
          row.seq,
        );
        previous = hash;
      }
    });
    assert.equal(chainOf(await keeper.verify()).status, 'anchor_mismatch');
  });

  it('finds a stage, an alias, a tag and a digest that were edited in the tables without an event', async () => {
    folder.asStranger((db) => {
      db.exec(`UPDATE registry_versions SET stage = 'Production' WHERE version = 2;
        UPDATE registry_versions SET root_digest = 'beef', lifecycle = 'deleted' WHERE version = 3;
        INSERT INTO registry_tags SELECT id, 'reviewed', 'yes' FROM registry_versions WHERE version = 1;
        INSERT INTO registry_aliases SELECT model_id, 'champion', id FROM registry_versions WHERE version = 2;`);
    });
    const { ok, differences, problems } = await keeper.verify();
    assert.equal(ok, false);
    assert.deepEqual(
      differences.map(({ what, version, log, table }) => [what, version, log, table]),
      [
        ['alias', null, null, 'champion=2'],
        ['tag', 1, null, 'reviewed=yes'],
        ['stage', 2, 'None', 'Production'],
        ['version', 3, 'active', 'deleted'],
        ['digest', 3, null, 'beef'],
      ],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['STATE_DIFFERS'],
    );
  });

  it('finds an old store that was put back, also after work went on in it', async () => {
    folder.db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(folder.store, `${folder.store}.old`);
    await move(2, 'Production');
    await keeper.close();
    folder.db.close();
    for (const file of [folder.store, `${folder.store}-wal`, `${folder.store}-shm`]) rmSync(file, { force: true });
    copyFileSync(`${folder.store}.old`, folder.store);
    folder.reopen();
    keeper = keep();
    keeper.start();
    const { status, headSeq, anchor } = chainOf(await keeper.verify());
    assert.deepEqual([status, headSeq, anchor?.seq], ['truncated', 6, 7]);
    const { warnings } = await move(3, 'Archived');
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['NOT_ANCHORED'],
    );
    assert.equal(chainOf(await keeper.verify()).status, 'anchor_mismatch');
    await move(3, 'None');
    assert.equal(chainOf(await keeper.verify()).status, 'anchor_mismatch');
  });

  it('misses a log whose store was replaced by an empty one', async () => {
    const { chainId } = chainOf(await keeper.verify());
    await keeper.close();
    folder.db.close();
    for (const file of [folder.store, `${folder.store}-wal`, `${folder.store}-shm`]) rmSync(file, { force: true });
    folder.reopen();
    keeper = keep();
    keeper.start();
    const { status, events, ...chain } = chainOf(await keeper.verify());
    assert.deepEqual([chain.chainId, status, events], [chainId, 'truncated', 0]);
  });

  it('gets its guards back when the tracker starts, and says so', async () => {
    folder.tamper(() => undefined);
    folder.reopen();
    keeper = keep();
    const report = await keeper.verify();
    assert.deepEqual([report.ok, report.missingGuards.length], [false, 3]);
    keeper.start();
    const last = folder.rows().at(-1);
    assert.ok(last);
    assert.equal(last.action, 'store.repaired');
    assert.equal((JSON.parse(last.body) as { actor: { method: string } }).actor.method, 'system');
    assert.equal((await keeper.verify()).ok, true);
    folder.asStranger((db) => {
      assert.throws(() => db.exec('DELETE FROM registry_audit'), /append-only/);
    });
  });

  it('takes a guard that was weakened for a missing one', async () => {
    folder.asStranger((db) => {
      db.exec(`DROP TRIGGER registry_audit_delete;
        CREATE TRIGGER registry_audit_delete BEFORE DELETE ON registry_audit BEGIN SELECT 1; END`);
    });
    assert.deepEqual((await keeper.verify()).missingGuards, ['registry_audit_delete']);
  });

  describe('that is broken', () => {
    const ivo = { method: 'git', name: 'Ivo', email: 'ivo@ex.org' } as const;

    beforeEach(() => {
      folder.tamper((db) => {
        db.exec(`UPDATE registry_audit SET body = replace(body, 'Mara', 'Ivo') WHERE seq = 3;
          UPDATE registry_versions SET stage = 'Archived' WHERE version = 3`);
      });
      folder.reopen();
      keeper = keep();
      keeper.start();
    });

    it('goes on as a new chain once someone accepts it with a reason', async () => {
      const report = await keeper.accept(ivo, 'Restored after a disk failure.');
      assert.equal(report.ok, true);
      assert.deepEqual(
        report.chains.map(({ status }) => status),
        ['broken', 'ok'],
      );
      assert.deepEqual(
        report.problems.map(({ code }) => code),
        ['BREAK_ACCEPTED'],
      );
      assert.deepEqual(report.differences, []);
      await move(3, 'Staging');
      assert.equal((await keeper.verify()).ok, true);
      const last = folder.rows().find(({ seq }) => seq === 8);
      const body = JSON.parse(last?.body ?? '') as { reason: string; actor: { name: string }; accepted: object };
      assert.deepEqual([body.reason, body.actor.name], ['Restored after a disk failure.', 'Ivo']);
      assert.equal(last?.prevHash, folder.rows()[6]?.hash);
    });

    it('is not whole again when it is changed further after that', async () => {
      await keeper.accept(ivo, 'Restored after a disk failure.');
      folder.tamper((db) => db.exec("UPDATE registry_audit SET body = replace(body, 'None', 'Staging') WHERE seq = 5"));
      const report = await keeper.verify();
      assert.equal(report.ok, false);
      assert.ok(report.problems.some(({ code }) => code === 'AUDIT_BROKEN'));
    });
  });

  it('keeps its newest head beside the store within two seconds, and at the end of the tracker', async () => {
    const seq = () => (JSON.parse(readFileSync(folder.headFile, 'utf8')) as { seq: number }).seq;
    assert.equal(seq(), 6);
    folder.register('churn');
    await keeper.write({ method: 'git' }, () => undefined);
    await keeper.close();
    assert.equal(seq(), 7);
    assert.ok(!existsSync(`${folder.headFile}.${process.pid}`));
  });
});
