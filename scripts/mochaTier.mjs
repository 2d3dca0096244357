// What the tiers that run in plain Node share: bundle the tests of a folder, run them with mocha, count.
import { build } from 'esbuild';
import Mocha from 'mocha';
import { globSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Runs `test/<folder>/**\/*.test.ts` whose path holds `part`; resolves to how many passed and failed. An empty selection
 * counts as one failure. `prepare(outdir)` may add to the folder of the bundles before they run.
 */
export async function runMochaTier(folder, { part = '', reporter = 'dot', timeout = 30_000, prepare } = {}) {
  const files = globSync(`test/${folder}/**/*.test.ts`).filter((file) => file.includes(part));
  if (files.length === 0) {
    console.error(`No test of test/${folder} matches '${part}'.`);
    return { passed: 0, failed: 1 };
  }
  const outdir = `dist/test/${folder}-${process.pid}`;
  await build({
    entryPoints: files,
    outdir,
    outbase: `test/${folder}`,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  try {
    await prepare?.(outdir);
    const mocha = new Mocha({ reporter, timeout });
    for (const file of globSync(`${outdir}/**/*.test.js`)) mocha.addFile(file);
    return await new Promise((resolve) => {
      const runner = mocha.run(() => {
        resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 });
      });
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Runs a tier when its script is the one that was called, and ends with the line that `npm test` reads. */
export async function runWhenCalled(url, run) {
  if (url !== pathToFileURL(process.argv[1] ?? '').href) return;
  const { passed, failed } = await run(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
