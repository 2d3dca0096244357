import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { TrackerClient } from '../../../src/client';
import {
  auditEvent,
  modelDocument,
  stateDocument,
  verifyDocument,
  versionDocument,
  warning,
} from '../../../src/protocol/registry';
import { layoutOf } from '../../../src/protocol/layout';
import { Desk } from './desk';
import { errorCode } from './documents';

const warnings = z.array(warning);
const documents = {
  list: z.strictObject({
    models: z.array(z.strictObject(modelDocument.shape)),
    total: z.int(),
    next: z.string().nullable(),
    warnings,
  }),
  model: z.strictObject({
    model: modelDocument,
    versions: z.array(z.strictObject(versionDocument.shape)),
    requests: z.tuple([]),
    warnings,
  }),
  version: z.strictObject({
    model: z.string(),
    version: versionDocument,
    requests: z.tuple([]),
    history: z.array(z.strictObject(auditEvent.shape)),
    deployments: z.tuple([]),
    warnings,
  }),
  registered: z.strictObject({
    version: versionDocument,
    request: z.null(),
    applied: z.literal(false),
    reason: z.null(),
    warnings,
  }),
  moved: z.strictObject({
    version: versionDocument,
    request: z.null(),
    applied: z.literal(true),
    reason: z.null(),
    changes: z.array(z.strictObject({ version: z.int(), from: z.string(), to: z.string(), kind: z.string() })),
    deployments: z.tuple([]),
    warnings,
  }),
  changed: z.strictObject({ model: modelDocument, version: versionDocument.nullable(), warnings }),
  deleted: z.strictObject({ model: z.string(), version: z.int().nullable(), warnings }),
  audit: z.strictObject({ events: z.array(auditEvent), total: z.int(), warnings }),
  verify: z.strictObject(verifyDocument.shape),
  state: z.strictObject(stateDocument.shape),
} as const;

describe('models on the command line', () => {
  let desk: Desk;
  let tracker: TrackerClient;
  let run: string;

  const ask = async <Kind extends keyof typeof documents>(
    kind: Kind,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<z.output<(typeof documents)[Kind]>> => {
    const { code, stdout } = await desk.run(['models', ...args, '--json'], { env });
    assert.equal(code, 0, stdout);
    return documents[kind].parse(JSON.parse(stdout)) as z.output<(typeof documents)[Kind]>;
  };
  const refuse = async (args: readonly string[], expected: readonly [number, string]): Promise<void> => {
    const { code, stdout } = await desk.run(['models', ...args, '--json']);
    assert.deepEqual([code, errorCode(stdout)], expected, args.join(' '));
  };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: desk.folder, encoding: 'utf8', env: { ...process.env, HOME: desk.home } });
  const register = (name = 'churn') => ask('registered', ['register', name, '--run', run]);

  beforeEach(async () => {
    desk = await Desk.open();
    git('init', '--quiet');
    git('config', 'user.name', 'Mara Lindqvist');
    git('config', 'user.email', 'mara@ex.org');
    tracker = await desk.tracker();
    run = (await tracker.ask('runs/create', { name: 'calm-otter' })).id;
    const model = join(layoutOf(desk.folder).artifacts, '0', run, 'artifacts', 'model');
    mkdirSync(model, { recursive: true });
    writeFileSync(join(model, 'weights.bin'), 'w');
  });

  afterEach(() => desk.close());

  it('registers what a run made, with author, place and tags', async () => {
    const options = ['--tag', 'team=risk', '--description', 'first', '--semver', 'v1.0.0'];
    const { version } = await ask('registered', ['register', 'churn', '--run', run.slice(0, 8), ...options]);
    assert.deepEqual(
      [version.model, version.version, version.semver, version.stage, version.runId, version.description],
      ['churn', 1, 'v1.0.0', 'None', run, 'first'],
    );
    assert.deepEqual(version.tags, { team: 'risk' });
    assert.deepEqual(version.registeredBy, {
      person: null,
      name: 'Mara Lindqvist',
      email: 'mara@ex.org',
      method: 'git',
      assurance: 'claimed',
    });
    assert.deepEqual(
      [version.artifact.scheme, version.artifact.localPath?.endsWith(join(run, 'artifacts', 'model'))],
      ['mlflow-artifacts', true],
    );
    const child = await ask('registered', ['register', 'churn', '--run', '@latest', '--parent', 'churn/v1.0.0']);
    assert.deepEqual([child.version.semver, child.version.parents], ['v1.0.1', ['churn/1']]);
    await refuse(['register', 'churn', '--run', run, '--artifact-path', 'none'], [2, 'INVALID_VALUE']);
    await refuse(['register', 'churn', '--run', run, '--semver', 'v1.0.1'], [3, 'ALREADY_EXISTS']);
    await refuse(['register', 'churn', '--run', run, '--parent', 'churn'], [2, 'INVALID_VALUE']);
    await refuse(['register', 'churn', '--run', '0123456789'], [3, 'RUN_NOT_FOUND']);
    await refuse(['register', 'churn'], [2, 'MISUSE']);
  });

  it('gives numbers that differ to processes that register at once, and makes the model once', async () => {
    const made = await Promise.all([register(), register(), register()]);
    assert.deepEqual(made.map(({ version }) => version.version).sort(), [1, 2, 3]);
    assert.equal((await ask('list', ['list'])).total, 1);
  });

  it('moves versions, archives others when asked, and says no to a move to where it is', async () => {
    await register();
    await register();
    const first = await ask('moved', ['transition', 'churn/1', 'production', '--reason', 'it is good']);
    assert.deepEqual(first.changes, [{ version: 1, from: 'None', to: 'Production', kind: 'ungoverned' }]);
    const second = await ask('moved', ['transition', 'churn/2', 'Production', '--archive-existing']);
    assert.deepEqual(
      second.changes.map(({ version, to, kind }) => [version, to, kind]),
      [
        [2, 'Production', 'ungoverned'],
        [1, 'Archived', 'system'],
      ],
    );
    await refuse(['transition', 'churn/2', 'PRODUCTION'], [1, 'ALREADY_IN_STAGE']);
    await refuse(['transition', 'churn/2', 'Prod'], [2, 'INVALID_VALUE']);
    await refuse(['transition', 'churn', 'Staging'], [2, 'INVALID_VALUE']);
    await refuse(['transition', 'churn/9', 'Staging'], [3, 'VERSION_NOT_FOUND']);
    const { models } = await ask('list', ['list', '--stage', 'production']);
    assert.deepEqual(
      models.map(({ stages }) => stages),
      [{ Staging: [], Production: [2] }],
    );
    assert.deepEqual(
      models.map(({ policy, badges }) => [policy, badges]),
      [['none', ['no-policy']]],
    );
    assert.equal((await ask('list', ['list', '--stage', 'staging'])).total, 0);
    assert.equal((await ask('list', ['list', '--governed'])).total, 0);
  });

  it('shows a model with its versions, and a version with its history', async () => {
    await register();
    await register();
    await ask('changed', ['tag', 'churn/1', 'a=b', 'c=d']);
    await ask('changed', ['tag', 'churn/1', '--remove', 'a']);
    await desk.run(['models', 'alias', 'churn', 'champion', '1']);
    const { versions, model } = await ask('model', ['show', 'churn']);
    assert.deepEqual(
      versions.map(({ version }) => version),
      [2, 1],
    );
    assert.deepEqual([model.aliases, model.latest, model.versions], [{ champion: 1 }, 2, 2]);
    const { version, history } = await ask('version', ['show', 'churn@champion']);
    assert.deepEqual([version.tags, version.aliases], [{ c: 'd' }, ['champion']]);
    assert.deepEqual(
      history.map(({ action, from, to }) => [action, from, to]),
      [
        ['version.registered', null, null],
        ['tag.set', null, 'a=b'],
        ['tag.set', null, 'c=d'],
        ['tag.removed', 'a', null],
        ['alias.set', null, '@champion'],
      ],
    );
    await refuse(['show', 'other'], [3, 'MODEL_NOT_FOUND']);
    assert.match(
      (await desk.run(['models', 'show', 'churn/1'])).stdout,
      /Registered .* by Mara Lindqvist <mara@ex\.org>/,
    );
  });

  it('pages through models', async () => {
    for (const name of ['b', 'a', 'C']) await register(name);
    const first = await ask('list', ['list', '--limit', '2']);
    assert.deepEqual([first.models.map(({ name }) => name), first.total, first.next], [['a', 'b'], 3, 'b']);
    const rest = await ask('list', ['list', '--after', 'b']);
    assert.deepEqual([rest.models.map(({ name }) => name), rest.next], [['C'], null]);
  });

  it('describes, renames and deletes', async () => {
    await register();
    await register();
    assert.equal((await ask('changed', ['describe', 'churn', 'who leaves'])).model.description, 'who leaves');
    assert.equal((await ask('changed', ['describe', 'churn/1', 'old'])).version?.description, 'old');
    const renamed = await desk.run(['models', 'rename', 'churn', 'loss', '--json']);
    assert.equal(renamed.code, 0);
    assert.deepEqual(await ask('deleted', ['delete', 'loss/1']), { model: 'loss', version: 1, warnings: [] });
    await refuse(['show', 'loss/1'], [3, 'VERSION_NOT_FOUND']);
    assert.deepEqual(await ask('deleted', ['delete', 'loss']), { model: 'loss', version: null, warnings: [] });
    await refuse(['show', 'loss'], [3, 'MODEL_NOT_FOUND']);
  });

  it('knows what was in Production at a time, and prints its log as CSV', async () => {
    await register();
    await ask('moved', ['transition', 'churn/1', 'Production']);
    const { events } = await ask('audit', ['audit', 'churn', '--action', 'stage.changed']);
    const at = events[0]?.ts ?? '';
    const before = new Date(Date.parse(at) - 1).toISOString();
    const stagesAt = async (...args: string[]) =>
      (await ask('state', ['state', ...args])).models.flatMap(({ versions }) => versions.map(({ stage }) => stage));
    assert.deepEqual(await stagesAt('--at', before), ['None']);
    assert.deepEqual(await stagesAt('churn', '--at', at), ['Production']);
    assert.deepEqual(await stagesAt('--at', '2020-01-01'), []);
    assert.deepEqual(await stagesAt(), ['Production']);
    const csv = (await desk.run(['models', 'audit', '--format', 'csv', '--limit', '1'])).stdout.split('\r\n');
    assert.match(csv[0] ?? '', /^seq,ts,effectiveTs,action,model,version,from,to,kind/);
    assert.match(csv[1] ?? '', /^3,.*,stage\.changed,churn,1,None,Production,ungoverned,/);
    await refuse(['state', '--at', 'yesterday'], [2, 'MISUSE']);
  });

  it('anchors moves in Git before it answers, and everything else before it verifies', async () => {
    const anchored = () => git('log', '--format=%B', 'refs/modeltrail/audit').match(/"seq":\d+/g);
    await register();
    await ask('moved', ['transition', 'churn/1', 'Staging']);
    assert.deepEqual(anchored(), ['"seq":3']);
    await ask('changed', ['describe', 'churn', 'x']);
    const report = await ask('verify', ['verify']);
    assert.deepEqual(anchored(), ['"seq":4', '"seq":3']);
    assert.deepEqual([report.ok, report.chains[0]?.anchor?.seq], [true, 4]);
    assert.equal(git('status', '--porcelain').includes('modeltrail/audit'), false);
  });

  it('takes the author that Git variables name', async () => {
    await register();
    const env = { GIT_AUTHOR_NAME: 'Ivo', GIT_AUTHOR_EMAIL: 'ivo@ex.org' };
    await ask('moved', ['transition', 'churn/1', 'Staging'], env);
    const { events } = await ask('audit', ['audit', '--action', 'stage.changed']);
    assert.deepEqual([events[0]?.actor.name, events[0]?.actor.email], ['Ivo', 'ivo@ex.org']);
  });

  it('calls a tampered log untrustworthy with exit 1, until someone accepts it with a reason', async () => {
    await register();
    await ask('moved', ['transition', 'churn/1', 'Staging']);
    await desk.stopTracker();
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(layoutOf(desk.folder).store);
    db.exec("UPDATE registry_versions SET stage = 'Production'");
    db.close();
    const { code, stdout } = await desk.run(['models', 'verify', '--json']);
    const report = documents.verify.parse(JSON.parse(stdout));
    assert.deepEqual([code, report.ok], [1, false]);
    assert.deepEqual(report.state.differences, [
      { what: 'stage', model: 'churn', version: 1, log: 'Staging', table: 'Production' },
    ]);
    await refuse(['verify', '--accept'], [2, 'MISUSE']);
    const accepted = await ask('verify', ['verify', '--accept', '--reason', 'We looked at it.']);
    assert.deepEqual([accepted.ok, accepted.chains.length], [true, 2]);
    assert.equal((await ask('verify', ['verify'])).ok, true);
  });
});
