import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { layoutOf } from '../../../src/protocol/layout';
import { Desk } from './desk';

describe('the command line', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

  it('prints its version, also as JSON', async () => {
    assert.deepEqual(await desk.run(['--version']), { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    assert.deepEqual(await desk.ask('version', ['--version']), { version: manifest.version });
  });

  it('has help on every level and starts no tracker for it', async () => {
    const [program, noun, verb] = await Promise.all(
      [['--help'], ['runs', '--help'], ['runs', 'list', '--help']].map((args) => desk.run(args)),
    );
    assert.match(program!.stdout, /^Usage: modeltrail[^]*\n {2}runs/);
    assert.match(noun!.stdout, /^Usage: modeltrail runs VERB[^]*\n {2}compare/);
    assert.match(verb!.stdout, /^Usage: modeltrail runs list[^]*--order-by KEY \[DESC\] …/);
    assert.deepEqual([program!.code, noun!.code, verb!.code], [0, 0, 0]);
    assert.equal(existsSync(layoutOf(desk.folder).address), false);
  });

  const misuses: readonly (readonly [string, readonly string[]])[] = [
    ['nothing to do', []],
    ['an unknown command', ['walks', 'list']],
    ['a name that every object has', ['constructor']],
    ['a noun without a verb', ['runs']],
    ['an unknown verb', ['runs', 'juggle']],
    ['an unknown option', ['runs', 'list', '--colour']],
    ['an option without its value', ['runs', 'list', '--filter']],
    ['a missing operand', ['runs', 'show']],
    ['one run to compare', ['runs', 'compare', 'abcd']],
    ['an operand too many', ['runs', 'list', 'abcd']],
    ['a limit that is no number', ['runs', 'list', '--limit', 'many']],
    ['a limit of nothing', ['runs', 'list', '--limit', '0']],
    ['an unknown axis', ['runs', 'series', 'abcd', '--metric', 'acc', '--x', 'sideways']],
    ['a series without a metric', ['runs', 'series', 'abcd']],
    ['two ways to restore', ['runs', 'restore', 'abcd', '--apply', '--branch', 'b']],
    ['no way to restore', ['runs', 'restore', 'abcd']],
    ['an unknown export format', ['runs', 'export', '--format', 'xls']],
    ['a tag without a value', ['runs', 'tag', 'abcd', 'team']],
    ['a program without --', ['exec', 'echo', 'hi']],
    ['-- without a program', ['exec', '--']],
    ['a host beyond this machine', ['serve', '--host', '0.0.0.0']],
    ['a token and none', ['serve', '--token', 't', '--no-token']],
  ];
  for (const [what, args] of misuses) {
    it(`calls ${what} misuse, before any tracker is started`, async () => {
      const outcome = await desk.run(args);
      assert.equal(outcome.code, 2);
      assert.equal(outcome.stdout, '');
      assert.match(outcome.stderr, /^modeltrail: .+\n/);
      assert.doesNotMatch(outcome.stderr, /\n {4}at /);
      assert.equal(existsSync(layoutOf(desk.folder).address), false);
    });
  }

  it('reports an error as one JSON document with --json, wherever that stands', async () => {
    const { code, stdout, stderr } = await desk.run(['runs', '--json', 'list', '--colour']);
    const outcome = JSON.parse(stdout) as { readonly error: Readonly<Record<string, unknown>> };
    assert.deepEqual(Object.keys(outcome.error), ['code', 'message', 'hint']);
    assert.equal(outcome.error['code'], 'MISUSE');
    assert.deepEqual([code, stderr], [2, '']);
  });

  it('takes no option for a verb', async () => {
    const { code, stderr } = await desk.run(['runs', '--quiet']);
    assert.equal(code, 2);
    assert.match(stderr, /^modeltrail: Say what to do with runs\./);
  });

  it('shows where an error comes from only with MODELTRAIL_DEBUG', async () => {
    const { stderr } = await desk.run(['runs', 'juggle'], { env: { MODELTRAIL_DEBUG: '1' } });
    assert.match(stderr, /\n {4}at /);
  });

  it('refuses a clock that is no time', async () => {
    const { code, stderr } = await desk.run(['serve'], { env: { MODELTRAIL_NOW: 'noon' } });
    assert.equal(code, 2);
    assert.match(stderr, /MODELTRAIL_NOW is 'noon'/);
  });

  it('takes options before the noun and after the verb, and ends them at --', async () => {
    const before = await desk.ask('page', ['--folder', desk.folder, 'runs', 'list'], { cwd: desk.home });
    const after = await desk.ask('page', ['runs', 'list', '--folder', desk.folder], { cwd: desk.home });
    assert.deepEqual([before.total, after.total], [0, 0]);
    const ended = await desk.run(['runs', 'show', '--', '--json']);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /'--json' names no run/);
  });

  it('refuses the home folder and the root, and says when a folder is not there', async () => {
    const outcomes = await Promise.all([
      desk.run(['runs', 'list'], { cwd: desk.home }),
      desk.run(['runs', 'list', '--folder', '/']),
      desk.run(['runs', 'list', '--folder', 'nowhere']),
    ]);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [2, 2, 3],
    );
    assert.match(outcomes[0].stderr, /too wide/);
    assert.match(outcomes[2].stderr, /There is no folder .*nowhere/);
  });
});
