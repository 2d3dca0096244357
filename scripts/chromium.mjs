// The one rule of tiers that need a browser, and the way from a script to test/support.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Imports a module of test/support, which is TypeScript, by its file's name without the ending. */
export async function importSupport(name) {
  const outdir = resolve(`dist/test/support-${name}-${process.pid}`);
  const outfile = join(outdir, `${name}.mjs`);
  await build({
    entryPoints: [`test/support/${name}.ts`],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outdir, { recursive: true });
  }
}

/**
 * Runs a tier that needs Chromium; resolves to how many tests passed and failed. Without a browser it prints the
 * remedy, and counts one failure in CI and nothing elsewhere.
 */
export async function withChromium(tier, run) {
  const { findChromium, chromiumRemedy } = await importSupport('chromium');
  if (findChromium() !== null) return run();
  console.error(`${tier} tests did not run. ${chromiumRemedy}`);
  return { passed: 0, failed: process.env.CI ? 1 : 0 };
}
