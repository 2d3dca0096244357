import assert from 'node:assert/strict';
import {
  createModel,
  createVersion,
  deleteAlias,
  deleteTag,
  deleteVersion,
  moveToStage,
  readAudit,
  readVersion,
  renameModel,
  resolveReference,
  setAlias,
  setTag,
} from '../../../src/registry';
import type { AuditEvent } from '../../../src/registry/audit/events';
import { record } from '../../../src/registry/audit/record';
import { mara, RegistryFolder } from './registryFolder';

describe('changes of the registry', () => {
  let folder: RegistryFolder;
  beforeEach(async () => (folder = await RegistryFolder.make()));
  afterEach(() => folder.remove());

  const events = (): AuditEvent[] => folder.rows().map(({ body }) => JSON.parse(body) as AuditEvent);
  const move = (number: number, stage: string, archiveExisting = false, reason?: string) =>
    moveToStage(folder.db, folder.author(), { name: 'churn', number, stage, archiveExisting, reason });

  it('are one event each, with who, when and where', () => {
    createModel(folder.db, { actor: mara, now: Date.UTC(2026, 2, 2, 9, 15) }, { name: 'churn' });
    const [event] = events();
    assert.ok(event);
    const { chainId, client, ...rest } = event;
    assert.match(chainId, /^[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.deepEqual(Object.keys(client), ['host', 'version']);
    assert.deepEqual(rest, {
      seq: 1,
      ts: '2026-03-02T09:15:00.000Z',
      action: 'model.created',
      actor: mara,
      modelId: resolveId('churn'),
      model: 'churn',
      tags: [],
    });
  });

  const resolveId = (name: string): string => {
    const row = folder.db.prepare('SELECT id FROM registry_models WHERE name = ?').get(name) as { id: string };
    return row.id;
  };

  it('say when their clock stood still', () => {
    createModel(folder.db, { ...folder.author(), frozenClock: true }, { name: 'churn' });
    assert.equal(events()[0]?.frozenClock, true);
  });

  it('leave neither row nor event when they are refused', () => {
    folder.fill('churn', 1);
    const before = folder.rows().length;
    assert.throws(() => createModel(folder.db, folder.author(), { name: 'CHURN' }), { code: 'ALREADY_EXISTS' });
    assert.throws(() => folder.register('churn', { semver: 'v0.0.1' }), { code: 'ALREADY_EXISTS' });
    assert.throws(() => folder.register('churn', { semver: '1.0' }), { code: 'INVALID_VALUE' });
    assert.throws(() => move(7, 'Staging'), { code: 'VERSION_NOT_FOUND' });
    assert.throws(() => move(1, 'Prod'), { code: 'INVALID_VALUE' });
    assert.equal(folder.rows().length, before);
  });

  it('need a transaction: no table changes without its event', () => {
    assert.throws(
      () => record(folder.db, folder.author(), { action: 'model.deleted', modelId: 'm', model: 'churn' }),
      /in one transaction/,
    );
  });

  it('that change nothing are no events', () => {
    folder.fill('churn', 1);
    const { db } = folder;
    setAlias(db, folder.author(), { name: 'churn', alias: 'champion', number: 1 });
    setTag(db, folder.author(), { name: 'churn', tag: { key: 'k', value: 'v' } });
    const before = folder.rows().length;
    setAlias(db, folder.author(), { name: 'churn', alias: 'champion', number: 1 });
    setTag(db, folder.author(), { name: 'churn', tag: { key: 'k', value: 'v' } });
    deleteAlias(db, folder.author(), { name: 'churn', alias: 'none' });
    deleteTag(db, folder.author(), { name: 'churn', number: 1, key: 'none' });
    assert.deepEqual(move(1, 'none').changes, []);
    assert.equal(folder.rows().length, before);
  });

  it('archive others with the time of the move that caused it', () => {
    folder.fill('churn', 3);
    move(1, 'production');
    move(2, 'PRODUCTION');
    const { changes } = move(3, 'Production', true, 'better recall');
    assert.deepEqual(changes, [
      { version: 3, from: 'None', to: 'Production', kind: 'ungoverned' },
      { version: 1, from: 'Production', to: 'Archived', kind: 'system' },
      { version: 2, from: 'Production', to: 'Archived', kind: 'system' },
    ]);
    const moves = events().slice(-3);
    assert.equal(new Set(moves.map(({ ts }) => ts)).size, 1);
    assert.deepEqual(
      moves.map((event) => ('causeSeq' in event ? event.causeSeq : null)),
      [null, 7, 7],
    );
    for (const event of moves) {
      assert.ok(event.action === 'stage.changed');
      assert.deepEqual([event.policy, event.reason], [null, 'better recall']);
    }
  });

  it('name versions by semantic versions that are never used twice', () => {
    folder.fill('churn', 1);
    const semver = (number: number) => readVersion(folder.db, 'churn', number).semver;
    folder.register('churn', { semver: 'v1.9.0-rc.1' });
    folder.register('churn');
    folder.register('churn', { semver: 'v1.10.0' });
    folder.register('churn', { semver: 'v1.2.0' });
    folder.register('churn');
    assert.deepEqual([1, 3, 6].map(semver), ['v0.0.1', 'v1.9.1', 'v1.10.1']);
    deleteVersion(folder.db, folder.author(), { name: 'churn', number: 6 });
    assert.throws(() => folder.register('churn', { semver: 'v1.10.1' }), { code: 'ALREADY_EXISTS' });
  });

  it('are found by model, version, action and time, also after a renaming', () => {
    folder.fill('churn', 2);
    folder.fill('fraud', 1);
    move(1, 'Staging');
    const since = folder.now;
    renameModel(folder.db, folder.author(), { name: 'churn', newName: 'loss' });
    moveOf('loss', 2, 'Staging');
    const modelId = resolveId('loss');
    const find = (query: object) =>
      readAudit(folder.db, { limit: 100, ...query }).events.map(({ event: { seq, action } }) => `${seq} ${action}`);
    assert.equal(find({ modelId }).length, 6);
    const { id } = readVersion(folder.db, 'loss', 1);
    assert.deepEqual(find({ modelId, versionId: id }), ['2 version.registered', '6 stage.changed']);
    assert.deepEqual(find({ actions: ['stage.changed'] }), ['6 stage.changed', '8 stage.changed']);
    assert.deepEqual(find({ since: since + 1 }), ['7 model.renamed', '8 stage.changed']);
    assert.deepEqual(find({ until: since, modelId, actions: ['stage.changed'] }), ['6 stage.changed']);
    const newest = readAudit(folder.db, { limit: 2 });
    assert.deepEqual([newest.total, newest.events.map(({ event }) => event.seq)], [8, [7, 8]]);
  });

  const moveOf = (name: string, number: number, stage: string) =>
    moveToStage(folder.db, folder.author(), { name, number, stage, archiveExisting: false });

  it('give numbers that differ to two connections that register at once', () => {
    folder.fill('churn', 1);
    const first = folder.db;
    folder.asStranger((other) => {
      other.pragma('busy_timeout = 0');
      first.transaction(() => {
        folder.register('churn');
        // The other one has to wait until this number is taken.
        assert.throws(() => other.exec('BEGIN IMMEDIATE'), /database is locked/);
      })();
    });
    folder.register('churn');
    assert.equal(readVersion(folder.db, 'churn', 3).number, 3);
  });

  it('take a copy of a version for made of it', () => {
    folder.fill('churn', 1);
    createModel(folder.db, folder.author(), { name: 'copy' });
    const source = 'models:/churn/1';
    const version = createVersion(folder.db, folder.author(), { name: 'copy', source, artifactsFolder: folder.path });
    assert.deepEqual([version.stage, version.parents], ['None', ['churn/1']]);
  });
});

describe('references to models', () => {
  let folder: RegistryFolder;
  before(async () => {
    folder = await RegistryFolder.make();
    folder.fill('churn', 2);
    folder.fill('me@work', 1);
    setAlias(folder.db, folder.author(), { name: 'churn', alias: 'champion', number: 1 });
  });
  after(() => folder.remove());

  const resolve = (text: string): string => {
    const { name, version } = resolveReference(folder.db, text);
    return version === null ? name : `${name}/${version.number}`;
  };

  it('are names, numbers, aliases and semantic versions', () => {
    const named = ['CHURN', 'churn/2', 'churn@champion', 'churn@latest', 'churn/v0.0.2', 'me@work', 'me@work/1'];
    assert.deepEqual(named.map(resolve), ['churn', 'churn/2', 'churn/1', 'churn/2', 'churn/2', 'me@work', 'me@work/1']);
  });

  it('to what is not there say what is missing', () => {
    for (const text of ['churn/3', 'churn/x', 'churn@other', 'churn/v9.0.0']) {
      assert.throws(() => resolve(text), { code: 'VERSION_NOT_FOUND' }, text);
    }
    for (const text of ['other', 'other/1', 'other@champion', '']) {
      assert.throws(() => resolve(text), { code: 'MODEL_NOT_FOUND' }, text);
    }
  });
});
