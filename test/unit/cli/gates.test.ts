import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { layoutOf } from '../../../src/protocol/layout';
import { commitAll, makeRepository, write } from '../git/repositoryFixture';
import { wholePolicy } from '../registry/policy/gatesFile';
import { Desk } from './desk';

const file = '.modeltrail/gates.yaml';

describe('gates check', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  const check = async (...args: readonly string[]) => {
    const { code, stdout } = await desk.run(['gates', 'check', '--json', ...args]);
    return { code, document: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
  };

  it('says that there is no policy, and starts no tracker', async () => {
    const { code, document } = await check();
    assert.equal(code, 0);
    assert.deepEqual(document, {
      ok: true,
      source: { kind: 'none', ref: null, commit: null, sha256: null, protected: false },
      workingTree: { present: false, differs: false },
      problems: [],
      policy: null,
      model: null,
      warnings: [],
    });
    assert.equal(existsSync(layoutOf(desk.folder).address), false);
  });

  it('judges the copy of the branch, not a softer one in the working tree', async () => {
    await makeRepository(desk.folder, { [file]: wholePolicy });
    await write(desk.folder, { [file]: 'version: 1\n' });
    const { code, document } = await check('--model', 'credit-risk');
    assert.equal(code, 0);
    assert.deepEqual(document['model'], { name: 'credit-risk', governed: true, rule: 0, match: 'credit-*' });
    assert.deepEqual(document['workingTree'], { present: true, differs: true });
    assert.match(JSON.stringify(document['warnings']), /POLICY_WORKING_TREE_DIFFERS/);
    const { stdout, stderr } = await desk.run(['gates', 'check']);
    assert.match(stdout, /^The policy of main \([0-9a-f]{8}\) can be used\.$/m);
    assert.match(stderr, /the copy at main counts/);
  });

  it('names file, line and column of what is wrong, and answers no', async () => {
    await write(desk.folder, { 'draft.yaml': wholePolicy.replace('count: 1', 'cuont: 1') });
    const { code, stdout } = await desk.run(['gates', 'check', '--file', 'draft.yaml']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^draft\.yaml:18:\d+: error: models\[0\]\.transitions.*cuont: The key 'cuont' is not known here\.$/m,
    );
  });

  it('checks another revision', async () => {
    await makeRepository(desk.folder, { [file]: 'version: 3\n' });
    await write(desk.folder, { [file]: wholePolicy });
    await commitAll(desk.folder);
    assert.equal((await check('--ref', 'HEAD')).code, 0);
    assert.equal((await check('--ref', 'HEAD~1')).code, 1);
    assert.equal((await check('--ref', 'nowhere')).code, 3);
    assert.equal((await check('--file', 'nowhere.yaml')).code, 3);
    assert.equal((await check('--ref', 'HEAD', '--file', file)).code, 2);
  });
});
