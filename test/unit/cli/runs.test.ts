import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackerClient } from '../../../src/client';
import type { RunDocument } from '../../../src/protocol/run';
import { eventually } from '../../support/eventually';
import { Desk } from './desk';
import { documents, errorCode } from './documents';

/** Points logged as an MLflow client does. */
export async function logBatch(tracker: TrackerClient, runId: string, batch: object): Promise<void> {
  const response = await fetch(`${tracker.url}/api/2.0/mlflow/runs/log-batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tracker.token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ run_id: runId, ...batch }),
  });
  assert.equal(response.status, 200, await response.text());
}

describe('runs on the command line', () => {
  let desk: Desk;
  let tracker: TrackerClient;
  let first: string;
  let second: string;

  const metric = (key: string, value: number | string, step: number): object => ({
    key,
    value,
    step,
    timestamp: 1000 + step,
  });

  beforeEach(async () => {
    desk = await Desk.open();
    tracker = await desk.tracker();
    const create = async (name: string, experiment: string): Promise<string> =>
      (await tracker.ask('runs/create', { name, experiment, user: 'ada', tags: { team: 'risk' } })).id;
    first = await create('calm-otter', 'churn');
    second = await create('quick-fox', 'fraud');
    await logBatch(tracker, first, {
      params: [
        { key: 'lr', value: '0.1' },
        { key: 'depth', value: '3' },
      ],
      metrics: [metric('acc', 0.9, 0), metric('acc', 0.91, 1), metric('loss', 'NaN', 0)],
    });
    await logBatch(tracker, second, {
      params: [
        { key: 'lr', value: '0.01' },
        { key: 'depth', value: '3' },
      ],
      metrics: [metric('acc', 0.93, 0)],
    });
    await tracker.ask('runs/end', { id: first, status: 'FINISHED' });
  });

  afterEach(() => desk.close());

  const idsOf = (document: { readonly runs: readonly { readonly id: string }[] }): string[] =>
    document.runs.map((run) => run.id);

  it('are listed whole, in the shape of the contract', async () => {
    const { runs, total, next } = await desk.ask('page', ['runs', 'list', '--experiment', 'churn']);
    assert.deepEqual([total, next, runs.length], [1, null, 1]);
    const run = runs[0]!;
    assert.equal(run.id, first);
    assert.deepEqual(run.experiment.name, 'churn');
    assert.deepEqual(run.params, { lr: '0.1', depth: '3' });
    assert.deepEqual(run.metrics['acc'], {
      value: 0.91,
      step: 1,
      at: '1970-01-01T00:00:01.001Z',
      min: 0.9,
      max: 0.91,
      count: 2,
    });
    assert.equal(run.metrics['loss']?.value, 'NaN');
    assert.match(run.startedAt ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(typeof run.durationMs, 'number');
    for (const key of ['note', 'deletedAt', 'parentId', 'git', 'environment', 'datasets', 'artifactUri'])
      assert.ok(key in run, key);
  });

  it('are filtered, sorted and paged', async () => {
    assert.deepEqual(idsOf(await desk.ask('page', ['runs', 'list', '--filter', 'metrics.acc > 0.92'])), [second]);
    assert.deepEqual(idsOf(await desk.ask('page', ['runs', 'list', '--order-by', 'metrics.acc', 'DESC'])), [
      second,
      first,
    ]);
    assert.deepEqual(idsOf(await desk.ask('page', ['runs', 'list', '--order-by', 'metrics.acc'])), [first, second]);
    const page = await desk.ask('page', ['runs', 'list', '--order-by', 'metrics.acc', '--limit', '1']);
    assert.deepEqual([idsOf(page), page.total], [[first], 2]);
    const rest = await desk.ask('page', [
      'runs',
      'list',
      '--order-by',
      'metrics.acc',
      '--limit',
      '1',
      '--after',
      page.next ?? '',
    ]);
    assert.deepEqual([idsOf(rest), rest.next], [[second], null]);
  });

  it('make a filter that cannot be read misuse, and name the position', async () => {
    const { code, stdout } = await desk.run(['runs', 'list', '--filter', 'metrics.acc >', '--json']);
    const { error } = documents.error.parse(JSON.parse(stdout));
    assert.deepEqual([code, error.code], [2, 'INVALID_VALUE']);
    assert.match(error.hint ?? '', /character \d+/);
  });

  it('say which experiments there are when one is unknown', async () => {
    const { code, stderr } = await desk.run(['runs', 'list', '--experiment', 'chrun']);
    assert.equal(code, 3);
    assert.match(stderr, /There is no experiment 'chrun'\.\nThere are: .*churn/);
  });

  it('are a table for people, without colour in a pipe', async () => {
    const { stdout, stderr, code } = await desk.run(['runs', 'list', '--limit', '1', '--order-by', 'metrics.acc']);
    assert.equal(code, 0);
    assert.match(stdout, /^ID {8}NAME +EXPERIMENT +STATUS +STARTED +DURATION +acc/);
    assert.match(stdout, new RegExp(`\n${first.slice(0, 8)}  calm-otter  churn +FINISHED +just now`));
    assert.ok(!stdout.includes('\u001b'));
    assert.match(stderr, /1 of 2 runs; go on with --after /);
    assert.equal((await desk.run(['runs', 'list', '--limit', '1', '--quiet'])).stderr, '');
  });

  it('are shown whole to people, without the tags that MLflow keeps for itself', async () => {
    const { stdout } = await desk.run(['runs', 'show', first]);
    assert.match(stdout, /^calm-otter\nId {10}[0-9a-f]{32}\nExperiment {2}churn\nStatus {6}FINISHED\n/);
    assert.match(stdout, /\nParams\nKEY {4}VALUE\ndepth {2}3\nlr {5}0\.1\n/);
    assert.match(stdout, /\nacc +0\.91 +1 +0\.9 +0\.91 +2\n/);
    assert.match(stdout, /\nTags\nKEY {3}VALUE\nteam {2}risk\n$/);
  });

  it('tell their age by a frozen clock', async () => {
    const started = (await tracker.ask('runs/read', { id: first })).startedAt ?? '';
    const later = new Date(Date.parse(started) + 3 * 3_600_000).toISOString();
    const { stdout } = await desk.run(['runs', 'show', first], { env: { MODELTRAIL_NOW: later } });
    assert.match(stdout, /Started +3 h ago/);
  });

  it('are found by a prefix of at least 4 characters and by @latest', async () => {
    assert.equal((await desk.ask('run', ['runs', 'show', first.slice(0, 10)])).id, first);
    assert.equal((await desk.ask('run', ['runs', 'show', '@latest'])).id, second);
    assert.equal((await desk.run(['runs', 'show', first.slice(0, 3)])).code, 2);
    const missing = await desk.run(['runs', 'show', 'f'.repeat(32), '--json']);
    assert.deepEqual([missing.code, errorCode(missing.stdout)], [3, 'RUN_NOT_FOUND']);
  });

  it('give the points of a metric, with NaN as text and times for wall', async () => {
    const steps = await desk.ask('series', ['runs', 'series', first, second, '--metric', 'acc']);
    assert.deepEqual(steps, {
      metric: 'acc',
      x: 'step',
      series: [
        {
          runId: first,
          points: [
            [0, 0.9],
            [1, 0.91],
          ],
          total: 2,
          shown: 2,
        },
        { runId: second, points: [[0, 0.93]], total: 1, shown: 1 },
      ],
    });
    const wall = await desk.ask('series', ['runs', 'series', first, '--metric', 'loss', '--x', 'wall']);
    assert.deepEqual(wall.series[0]?.points, [['1970-01-01T00:00:01.000Z', 'NaN']]);
    const { stdout } = await desk.run(['runs', 'series', first, second, '--metric', 'acc']);
    assert.equal(
      stdout,
      `STEP  ${first.slice(0, 8)}  ${second.slice(0, 8)}\n   0       0.9      0.93\n   1      0.91\n`,
    );
  });

  it('are compared in the order of the arguments, differences to the base', async () => {
    const whole = await desk.ask('comparison', ['runs', 'compare', first, second]);
    assert.deepEqual([whole.base, whole.runs.map((run) => run.id)], [first, [first, second]]);
    assert.ok(whole.rows.some((row) => row.key === 'depth'));
    const changed = await desk.ask('comparison', ['runs', 'compare', second, first, '--differences', '--base', first]);
    assert.equal(changed.base, first);
    assert.ok(changed.rows.every((row) => row.differs));
    const lr = changed.rows.find((row) => row.key === 'lr');
    assert.deepEqual([lr?.group, lr?.values], ['param', ['0.01', '0.1']]);
    const loss = changed.rows.find((row) => row.key === 'loss');
    assert.equal(loss?.values[0], null);
    const { stdout } = await desk.run(['runs', 'compare', first, second]);
    assert.match(stdout, /GROUP +KEY +calm-otter +quick-fox\n/);
    assert.match(stdout, /≠ +param +lr +0\.1 +0\.01\n/);
  });

  it('show where long values differ, not what they all begin with', async () => {
    const path = '/home/ada/projects/churn/environments/py311/bin/python train.py --model ';
    for (const [id, model] of [
      [first, 'forest'],
      [second, 'boosting'],
    ] as const) {
      await desk.run(['runs', 'tag', id, `call=${path}${model}`, `same=${path}`]);
    }
    const { stdout } = await desk.run(['runs', 'compare', first, second]);
    assert.match(stdout, /≠ +tag +call +…--model forest +…--model boosting\n/);
    assert.match(stdout, /tag +same +\/home\/ada\/.+… +\/home\/ada\//);
  });

  it('cannot move the cursor of a terminal with what they say of themselves', async () => {
    const text = '\u001b[2Jgone\u009b1A';
    await tracker.ask('runs/change', { ids: [first], name: text, note: `line 1\n${text}` });
    const outputs = await Promise.all([
      desk.run(['runs', 'show', first]),
      desk.run(['runs', 'star', first]),
      desk.run(['runs', 'list']),
      desk.run(['runs', 'compare', first, second]),
      desk.run(['runs', 'diff', first]),
      desk.run(['exec', '--name', text, '--', 'true']),
    ]);
    for (const { stdout, stderr } of outputs) {
      assert.match(stdout + stderr, /gone/);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(stdout + stderr, /[\u001b\u009b]/);
    }
  });

  it('are renamed, noted, tagged and starred', async () => {
    assert.equal((await desk.ask('runs', ['runs', 'name', first, 'new name'])).runs[0]?.name, 'new name');
    assert.equal((await desk.ask('runs', ['runs', 'note', first, 'worth a look'])).runs[0]?.note, 'worth a look');
    const tagged = await desk.ask('runs', ['runs', 'tag', first, 'stage=one=two', '--remove', 'team']);
    assert.equal(tagged.runs[0]?.tags['stage'], 'one=two');
    assert.equal('team' in tagged.runs[0].tags, false);
    assert.deepEqual(
      (await desk.ask('runs', ['runs', 'star', first, second])).runs.map((run) => run.starred),
      [true, true],
    );
    assert.equal((await desk.ask('runs', ['runs', 'star', first, '--off'])).runs[0]?.starred, false);
  });

  it('go to the Trash and come back', async () => {
    const gone = await desk.ask('runs', ['runs', 'delete', first]);
    assert.match(gone.runs[0]?.deletedAt ?? '', /Z$/);
    assert.deepEqual(idsOf(await desk.ask('page', ['runs', 'list'])), [second]);
    assert.deepEqual(idsOf(await desk.ask('page', ['runs', 'list', '--deleted'])), [first]);
    assert.equal((await desk.ask('runs', ['runs', 'recover', first.slice(0, 8)])).runs[0]?.deletedAt, null);
    assert.equal((await desk.ask('page', ['runs', 'list'])).total, 2);
  });

  it('are exported as CSV, JSON and Markdown', async () => {
    await tracker.ask('runs/change', { ids: [first], note: 'say "hi",\nplease' });
    const csv = await desk.run(['runs', 'export', '--format', 'csv', '--order-by', 'metrics.acc']);
    const [titles = '', ...rows] = csv.stdout.split('\r\n');
    assert.match(titles, /^id,name,experiment,.*,params\.depth,params\.lr,metrics\.acc,metrics\.loss,/);
    assert.ok(rows[0]?.includes('"say ""hi"",\nplease"'));
    assert.ok(rows[0]?.includes(',3,0.1,0.91,NaN,'));
    assert.deepEqual(
      idsOf(await desk.ask('runs', ['runs', 'export', '--format', 'json', '--filter', "params.lr = '0.1'"])),
      [first],
    );
    const { stdout } = await desk.run([
      'runs',
      'export',
      '--format',
      'md',
      '--limit',
      '1',
      '--order-by',
      'metrics.acc',
    ]);
    assert.match(stdout, /^\| Run \| Id \|.*\n\| --- \|.*\n\| calm-otter \|.*\n$/);
  });

  it('stay one line of Markdown each, whatever ends a line of theirs', async () => {
    await tracker.ask('runs/change', { ids: [first], name: 'a|b\rc\r\nd\ne' });
    const { stdout } = await desk.run(['runs', 'export', '--format', 'md', '--experiment', 'churn']);
    assert.match(stdout.split('\n')[2] ?? '', /^\| a\\\|b c d e \| /);
    assert.doesNotMatch(stdout, /\r/);
  });

  it('are exported into a file that is whole or not there', async () => {
    const csv = join(desk.folder, 'runs.csv');
    assert.deepEqual(await desk.ask('exported', ['runs', 'export', '--format', 'csv', '--output', 'runs.csv']), {
      file: csv,
      format: 'csv',
      runs: 2,
    });
    assert.match(readFileSync(csv, 'utf8'), /^id,/);
    const failed = await desk.run(['runs', 'export', '--format', 'csv', '--output', 'no/such/runs.csv', '--json']);
    assert.deepEqual([failed.code, errorCode(failed.stdout)], [3, 'FILE_NOT_WRITTEN']);
    assert.deepEqual(readdirSync(desk.folder).sort(), ['.modeltrail', 'runs.csv']);
  });

  it('are exported as Parquet', async () => {
    assert.equal((await desk.run(['runs', 'export', '--format', 'parquet'])).code, 2);
    await desk.ask('exported', ['runs', 'export', '--format', 'parquet', '--output', 'runs.parquet']);
    const bytes = readFileSync(join(desk.folder, 'runs.parquet'));
    assert.equal(bytes.subarray(0, 4).toString(), 'PAR1');
    assert.equal(bytes.subarray(-4).toString(), 'PAR1');
  });
});

describe("a run's code on the command line", () => {
  let desk: Desk;

  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: desk.folder, encoding: 'utf8', env: { ...process.env, HOME: desk.home } });
  const code = (): string => join(desk.folder, 'train.py');

  beforeEach(async () => {
    desk = await Desk.open();
    git('init', '--quiet', '--initial-branch=main');
    writeFileSync(code(), 'lr = 0.1\n');
    writeFileSync(join(desk.folder, '.gitignore'), '.modeltrail/\n');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
  });

  afterEach(() => desk.close());

  /** A run whose code is stamped: that happens while the program runs. */
  const record = async (): Promise<string> => {
    const { runId } = await desk.ask('exec', ['exec', '--quiet', '--', 'true']);
    const isStamped = (run: RunDocument): boolean => typeof run.git?.tree === 'string';
    await eventually('the stamp of the run', () => desk.ask('run', ['runs', 'show', runId]), isStamped);
    return runId;
  };

  it('is compared with another run and with the working tree, restored and taken back', async () => {
    const one = await record();
    writeFileSync(code(), 'lr = 0.2\n');
    const two = await record();

    const between = await desk.ask('diff', ['runs', 'diff', one, two]);
    assert.deepEqual(
      between.files.map((file) => [file.path, file.status]),
      [['train.py', 'modified']],
    );
    assert.match(between.files[0]?.patch ?? '', /\n-lr = 0\.1\n\+lr = 0\.2\n/);
    assert.deepEqual((await desk.ask('diff', ['runs', 'diff', two])).files, []);
    const forPeople = await desk.run(['runs', 'diff', one, '--working-tree']);
    assert.match(forPeople.stdout, /^diff --git a\/train\.py b\/train\.py\n[^]*\n\+lr = 0\.2\n$/);
    assert.equal((await desk.run(['runs', 'diff', one, two, '--working-tree'])).code, 2);

    const applied = await desk.ask('message', ['runs', 'restore', one, '--apply']);
    assert.equal(applied.message, '1 file is now as in the run.');
    assert.equal(readFileSync(code(), 'utf8'), 'lr = 0.1\n');
    writeFileSync(code(), 'lr = 0.15\n');
    const { message } = await desk.ask('message', ['runs', 'undo']);
    assert.equal(readFileSync(code(), 'utf8'), 'lr = 0.2\n');
    assert.match(message, /^1 file is as before the restore\. What was undone is kept in refs\/\S+\/1\.$/);
    assert.equal(git('show', 'refs/modeltrail/undone/1:replaced/train.py'), 'lr = 0.15\n');
    await desk.ask('message', ['runs', 'restore', one, '--worktree', '../tree']);
    assert.equal(readFileSync(join(desk.folder, '../tree/train.py'), 'utf8'), 'lr = 0.1\n');
    await desk.ask('message', ['runs', 'restore', two, '--branch', 'as-of-two']);
    assert.equal(git('show', 'as-of-two:train.py'), 'lr = 0.2\n');
    assert.equal(existsSync(code()), true);
  });
});
