// The browser tier: the built webviews in Chromium, with a fake host in VS Code's place.
// Usage: node_modules/.bin/node scripts/browser.mjs [part of a path]
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withChromium } from './chromium.mjs';
import { runMochaTier, runWhenCalled } from './mochaTier.mjs';

await runWhenCalled(import.meta.url, (part) => withChromium('Browser', () => runBrowserTier(part)));

function runBrowserTier(part) {
  if (!existsSync('dist/webview/compare.js')) {
    console.error('Build first: npm run build');
    return { passed: 0, failed: 1 };
  }
  return runMochaTier('browser', { part, timeout: 60_000, prepare: bundleFakeHost });
}

/** The fake host runs in the page, so it is a bundle of its own. */
async function bundleFakeHost(outdir) {
  const folder = join(outdir, 'page');
  await build({
    entryPoints: ['test/browser/fakeHost.ts'],
    outdir: folder,
    bundle: true,
    sourcemap: 'inline',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    logLevel: 'error',
  });
  process.env.MODELTRAIL_FAKE_HOST = resolve(folder, 'fakeHost.js');
}
