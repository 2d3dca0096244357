import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readPolicy, readPolicyAt } from '../../../../src/registry/policy';
import { commitAll, git, makeFolder, makeRepository, removeFolder, write } from '../../git/repositoryFixture';
import { wholePolicy } from './gatesFile';

const file = '.modeltrail/gates.yaml';
const soft = 'version: 1\n';

describe('where the policy is read', () => {
  let root: string;
  let folder: string;

  beforeEach(async () => {
    root = await makeFolder();
    folder = join(root, 'project');
  });

  afterEach(() => removeFolder(root));

  /** `folder` becomes a clone of a remote whose main branch has `text`. */
  const clone = async (text: string, ...options: readonly string[]): Promise<void> => {
    await makeRepository(join(root, 'origin'), { [file]: text, 'train.py': '' });
    await git(root, 'clone', '--quiet', ...options, `file://${join(root, 'origin')}`, folder);
  };

  it('is nowhere without a file', async () => {
    await makeRepository(folder, { 'train.py': '' });
    const { source, policy, problems, workingTree } = await readPolicy(folder);
    assert.deepEqual([source.kind, source.sha256, policy, problems], ['none', null, null, []]);
    assert.deepEqual(workingTree, { present: false, differs: false });
  });

  it('is the main branch of the remote, whatever the clone has', async () => {
    await clone(wholePolicy);
    await git(folder, 'switch', '--quiet', '--create', 'mine');
    await write(folder, { [file]: soft });
    await commitAll(folder);
    const { source, policy, warnings, workingTree } = await readPolicy(folder);
    const commit = await git(folder, 'rev-parse', 'origin/main');
    const sha256 = createHash('sha256').update(wholePolicy).digest('hex');
    assert.deepEqual(source, { kind: 'ref', path: file, ref: 'origin/main', commit, sha256, protected: true });
    assert.equal(policy?.models.length, 1);
    assert.deepEqual(workingTree, { present: true, differs: true });
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['POLICY_WORKING_TREE_DIFFERS'],
    );
  });

  it('is what the remote calls its main branch', async () => {
    await makeRepository(join(root, 'origin'), { [file]: soft });
    await git(join(root, 'origin'), 'branch', '--move', 'main', 'trunk');
    await git(root, 'clone', '--quiet', `file://${join(root, 'origin')}`, folder);
    assert.equal((await readPolicy(folder)).source.ref, 'origin/trunk');
  });

  it('is the local main branch where there is no remote, and HEAD where there is no main branch', async () => {
    await makeRepository(folder, { [file]: wholePolicy });
    await git(folder, 'switch', '--quiet', '--create', 'mine');
    await write(folder, { [file]: soft });
    await commitAll(folder);
    assert.deepEqual((await readPolicy(folder)).source.ref, 'main');
    await git(folder, 'branch', '--quiet', '--delete', '--force', 'main');
    assert.deepEqual((await readPolicy(folder)).source.ref, 'mine');
    await git(folder, 'checkout', '--quiet', '--detach');
    await git(folder, 'branch', '--quiet', '--delete', '--force', 'mine');
    const { source, policy } = await readPolicy(folder);
    assert.deepEqual([source.ref, source.protected, policy?.models], ['HEAD', true, []]);
  });

  it('stays when the file is deleted in the working tree', async () => {
    await clone(wholePolicy);
    await rm(join(folder, file));
    const { source, policy, workingTree, warnings } = await readPolicy(folder);
    assert.deepEqual([source.kind, policy?.models.length], ['ref', 1]);
    assert.deepEqual(workingTree, { present: false, differs: true });
    assert.match(warnings[0]?.message ?? '', /is gone from the working tree; the copy at origin\/main counts/);
  });

  it('does not take turned line ends for a difference', async () => {
    await clone(wholePolicy);
    await write(folder, { [file]: wholePolicy.replaceAll('\n', '\r\n') });
    assert.deepEqual((await readPolicy(folder)).warnings, []);
  });

  it('is the working tree, unprotected, where no branch has it or there is no Git', async () => {
    await write(folder, { [file]: wholePolicy });
    const plain = await readPolicy(folder);
    await makeRepository(folder);
    const unborn = await readPolicy(folder);
    for (const { source, policy } of [plain, unborn]) {
      assert.deepEqual([source.kind, source.protected, source.commit], ['working-tree', false, null]);
      assert.equal(policy?.models.length, 1);
    }
  });

  it('is the working tree when the branch says so, but not when that copy is gone', async () => {
    await clone(`${wholePolicy}trust: local\n`);
    await write(folder, { [file]: soft });
    const { source, policy, warnings } = await readPolicy(folder);
    assert.deepEqual([source.kind, source.protected, policy?.models, warnings], ['working-tree', false, [], []]);
    await rm(join(folder, file));
    const gone = await readPolicy(folder);
    assert.deepEqual([gone.source.kind, gone.source.protected, gone.policy?.models.length], ['ref', false, 1]);
  });

  it('moves to another branch once', async () => {
    await clone('version: 1\nread_from: origin/release\n');
    await git(join(root, 'origin'), 'switch', '--quiet', '--create', 'release');
    await write(join(root, 'origin'), { [file]: `${wholePolicy}read_from: origin/elsewhere\n` });
    await commitAll(join(root, 'origin'));
    const missing = await readPolicy(folder);
    assert.equal(missing.policy, null);
    assert.deepEqual(
      missing.problems.map(({ code, line, path }) => [code, line, path]),
      [['REFERENCE', 2, 'read_from']],
    );
    await git(folder, 'fetch', '--quiet');
    const { source, policy } = await readPolicy(folder);
    assert.deepEqual([source.ref, policy?.models.length], ['origin/release', 1]);
  });

  it('closes on a file that cannot be used, and on a link', async () => {
    await clone('version: 2\n');
    assert.deepEqual((await readPolicy(folder)).problems[0]?.code, 'ENUM');
    await removeFolder(folder);
    await removeFolder(join(root, 'origin'));
    await makeRepository(join(root, 'origin'), { 'soft.yaml': soft, '.modeltrail/.keep': '' });
    await symlink('../soft.yaml', join(root, 'origin', file));
    await commitAll(join(root, 'origin'));
    await git(root, 'clone', '--quiet', `file://${join(root, 'origin')}`, folder);
    const { policy, problems } = await readPolicy(folder);
    assert.deepEqual([policy, problems[0]?.message], [null, 'The policy must be a file, not a symbolic link.']);
  });

  it('is found from a folder inside the repository, a worktree and a shallow clone', async () => {
    await makeRepository(join(root, 'origin'), { [`models/${file}`]: wholePolicy });
    await write(join(root, 'origin'), { 'train.py': '' });
    await commitAll(join(root, 'origin'));
    await git(root, 'clone', '--quiet', '--depth=1', `file://${join(root, 'origin')}`, folder);
    await git(folder, 'worktree', 'add', '--quiet', '--detach', join(root, 'tree'));
    for (const place of [folder, join(root, 'tree')]) {
      const { source, policy } = await readPolicy(join(place, 'models'));
      assert.deepEqual([source.ref, policy?.models.length], ['origin/main', 1]);
    }
  });

  it('can be read at any revision', async () => {
    await makeRepository(folder, { [file]: wholePolicy });
    const first = await git(folder, 'rev-parse', 'HEAD');
    await write(folder, { [file]: soft });
    await commitAll(folder);
    assert.equal((await readPolicyAt(folder, 'HEAD~1')).source.commit, first);
    await assert.rejects(readPolicyAt(folder, '--all'), { code: 'REVISION_NOT_FOUND' });
  });

  it('warns when those who wrote the code are the only ones to approve it', async () => {
    await makeRepository(folder, { [file]: wholePolicy.replaceAll('mara@ex.org', 'test@example.org') });
    const { problems } = await readPolicy(folder, { judgeWriters: true });
    assert.deepEqual(
      problems.map(({ severity, code, path }) => [severity, code, path]),
      [['warning', 'UNFILLABLE', 'models[0].transitions["Staging -> Production"].approvals']],
    );
    assert.deepEqual((await readPolicy(folder)).problems, []);
  });
});
