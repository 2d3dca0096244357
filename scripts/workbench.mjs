// The workbench part of the host tier: a person's steps in a real VS Code, driven from outside through its window.
// Usage: node_modules/.bin/node scripts/workbench.mjs [part of a path]
import { build } from 'esbuild';
import Mocha from 'mocha';
import { globSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { withChromium } from './chromium.mjs';
import { ensureEnvironment } from './python.mjs';

/** Runs the tests of test/workbench; resolves to how many passed and failed. */
export function runWorkbenchTests(part = '') {
  return withChromium('Workbench', () => run(part));
}

async function run(part) {
  const files = globSync('test/workbench/**/*.test.ts').filter((file) => file.includes(part));
  if (files.length === 0) {
    console.error(`No workbench test matches '${part}'.`);
    return { passed: 0, failed: 1 };
  }
  // The real client, for the scripts that the tests type into the terminal.
  process.env.MODELTRAIL_TEST_PYTHON = ensureEnvironment('3-skinny');
  const outdir = `dist/test/workbench-${process.pid}`;
  await build({
    entryPoints: files,
    outdir,
    outbase: 'test/workbench',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  try {
    const mocha = new Mocha({ reporter: 'spec', timeout: 120_000 });
    for (const file of globSync(`${outdir}/**/*.test.js`)) mocha.addFile(file);
    return await new Promise((done) => {
      const runner = mocha.run(() => {
        done({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 });
      });
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { passed, failed } = await runWorkbenchTests(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
