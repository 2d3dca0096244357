// The browser tier: the built webviews in Chromium, with a fake host in VS Code's place.
// Usage: node_modules/.bin/node scripts/browser.mjs [part of a path]
import { build } from 'esbuild';
import Mocha from 'mocha';
import { existsSync, globSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withChromium } from './chromium.mjs';

/** Runs the tier on dist/webview; resolves to how many tests passed and failed. */
export async function runBrowserTier(part = '') {
  return withChromium('Browser', () => runTests(part));
}

async function runTests(part) {
  const files = globSync('test/browser/**/*.test.ts').filter((file) => file.includes(part));
  if (files.length === 0 || !existsSync('dist/webview/compare.js')) {
    console.error(files.length === 0 ? `No browser test matches '${part}'.` : 'Build first: npm run build');
    return { passed: 0, failed: 1 };
  }
  const outdir = resolve(`dist/test/browser-${process.pid}`);
  const shared = { bundle: true, sourcemap: 'inline', logLevel: 'error' };
  await Promise.all([
    build({
      ...shared,
      entryPoints: files,
      outdir,
      outbase: 'test/browser',
      packages: 'external',
      platform: 'node',
      format: 'cjs',
      target: 'node22',
    }),
    build({
      ...shared,
      entryPoints: ['test/browser/fakeHost.ts'],
      outdir: join(outdir, 'page'),
      platform: 'browser',
      format: 'iife',
      target: 'chrome128',
    }),
  ]);
  process.env.MODELTRAIL_FAKE_HOST = join(outdir, 'page', 'fakeHost.js');
  try {
    const mocha = new Mocha({ reporter: 'dot', timeout: 60_000 });
    for (const file of globSync(`${outdir}/**/*.test.js`)) mocha.addFile(file);
    return await new Promise((done) => {
      const runner = mocha.run(() => done({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 }));
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { passed, failed } = await runBrowserTier(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
