import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendToRef, readRefMessages } from '../../../src/git';

describe('messages on a ref', () => {
  const ref = 'refs/modeltrail/audit';
  let folder: string;
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const append = (message: string) => appendToRef(folder, { ref, message, at: 1_772_442_900_000 });

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'modeltrail-ref-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are commits one after another, which touch neither index, working tree nor HEAD, and run no hook', async () => {
    git('init', '--quiet', '--initial-branch=main');
    await writeFile(join(folder, 'a.txt'), 'a');
    git('add', 'a.txt');
    const hook = join(folder, '.git', 'hooks', 'reference-transaction');
    await mkdir(join(folder, '.git', 'hooks'), { recursive: true });
    await writeFile(hook, '#!/bin/sh\ntouch hooked\n', { mode: 0o755 });
    const status = git('status', '--porcelain');
    const first = await append('one\n\n{"a":1}\n');
    const second = await append('two\n\nölig\n');
    assert.deepEqual(
      (await readRefMessages(folder, ref)).map((message) => message.trim()),
      ['two\n\nölig', 'one\n\n{"a":1}'],
    );
    assert.equal(git('rev-parse', `${String(second)}^`), first);
    assert.equal(git('status', '--porcelain'), status);
    assert.equal(git('symbolic-ref', 'HEAD'), 'refs/heads/main');
    assert.equal(git('for-each-ref', '--format=%(refname)'), ref);
    git('fsck', '--strict');
  });

  it('lose none of those that come at once', async () => {
    git('init', '--quiet');
    await Promise.all(['a', 'b', 'c'].map((message) => append(message)));
    const found = (await readRefMessages(folder, ref)).map((message) => message.trim());
    assert.deepEqual(found.sort(), ['a', 'b', 'c']);
  });

  it('are none where there is no repository or no such ref', async () => {
    assert.equal(await append('one'), null);
    assert.deepEqual(await readRefMessages(folder, ref), []);
    git('init', '--quiet');
    assert.deepEqual(await readRefMessages(folder, ref), []);
  });
});
