// The unit tier: bundles test/unit/**/*.test.ts and runs it with mocha in plain Node 24.
// Usage: node_modules/.bin/node scripts/unit.mjs [part of a path]
import { build } from 'esbuild';
import Mocha from 'mocha';
import { globSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Runs the tier; resolves to how many tests passed and failed. An empty selection counts as one failure. */
export async function runUnitTests(part = '') {
  const files = globSync('test/unit/**/*.test.ts').filter((file) => file.includes(part));
  if (files.length === 0) {
    console.error(`No unit test matches '${part}'.`);
    return { passed: 0, failed: 1 };
  }
  const outdir = `dist/test/unit-${process.pid}`;
  await build({
    entryPoints: files,
    outdir,
    outbase: 'test/unit',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  try {
    const mocha = new Mocha({ reporter: 'dot', timeout: 30_000 });
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { passed, failed } = await runUnitTests(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
