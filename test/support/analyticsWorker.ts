import { build } from 'esbuild';

/** Bundles the worker thread of src/analytics into one file, which must lie below this repository to find DuckDB. */
export async function buildAnalyticsWorker(outfile: string): Promise<void> {
  await build({
    entryPoints: ['src/analytics/worker.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  });
}
