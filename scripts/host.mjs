// The host tier: bundles test/host and runs it with mocha inside the extension host of a real VS Code.
// Usage: node_modules/.bin/node scripts/host.mjs [path of a .vsix]
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { importSupport, withChromium } from './chromium.mjs';
import { runWhenCalled } from './mochaTier.mjs';

/**
 * Runs the tier on the built repository, or on a packaged VSIX when its path is given; resolves to how many tests
 * passed and failed. `MODELTRAIL_VSCODE=electron|server` chooses the VS Code.
 */
export async function runHostTier({ vsix } = {}) {
  const { runHostTests, vsCodeKind } = await importSupport('hostTests');
  const run = () => runInTemporaryFolder(runHostTests, vsix);
  return vsCodeKind() === 'server' ? withChromium('Host', run) : run();
}

async function runInTemporaryFolder(runHostTests, vsix) {
  const { endTracker } = await importSupport('tracker');
  const outdir = resolve(`dist/test/host-${process.pid}`);
  const folder = fs.mkdtempSync(join(tmpdir(), 'mt-folder-'));
  try {
    await bundleTests(outdir);
    await makeGitFolder(folder);
    const extension = vsix === undefined ? 'source' : { vsix: resolve(vsix) };
    const { passed, failed, report } = await runHostTests({ extension, folder, tests: join(outdir, 'index.js') });
    console.log(report);
    return { passed, failed };
  } finally {
    await endTracker(folder);
    fs.rmSync(outdir, { recursive: true, force: true });
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function bundleTests(outdir) {
  await build({
    entryPoints: ['test/host/index.ts', ...fs.globSync('test/host/**/*.test.ts')],
    outdir,
    outbase: 'test/host',
    bundle: true,
    external: ['vscode', 'mocha'],
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  });
}

async function makeGitFolder(folder) {
  fs.writeFileSync(join(folder, 'train.py'), "print('training')\n");
  const git = (...args) => promisify(execFile)('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', 'train.py');
  const author = ['-c', 'user.name=Ada Tester', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  await git(...author, 'commit', '--quiet', '--message', 'Add the training script');
}

await runWhenCalled(import.meta.url, (vsix) => runHostTier({ vsix }));
