// `npm run bench [-- PART] [--record]`: the figures of test/bench beside their budgets.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from '../esbuild.mjs';
import { ensureEnvironment } from './python.mjs';

const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true });
const outdir = resolve(`dist/test/bench-${process.pid}`);
const node = { bundle: true, outdir, outbase: 'test/bench', platform: 'node', target: 'node22', logLevel: 'error' };

// As it is shipped: minified.
await buildAll({ minify: true });
await Promise.all([
  build({ ...node, entryPoints: ['test/bench/main.ts'], packages: 'external', format: 'cjs' }),
  build({
    ...node,
    entryPoints: ['test/bench/host/activate.ts', 'test/bench/host/blocking.ts'],
    external: ['vscode'],
    format: 'cjs',
  }),
]);
process.env.MODELTRAIL_BENCH_HOST = join(outdir, 'host');
process.env.MODELTRAIL_BENCH_PYTHON = ensureEnvironment('3-skinny');
try {
  const { runBenchmarks } = await import(pathToFileURL(join(outdir, 'main.js')).href);
  const whole = await runBenchmarks({ part: positionals[0] ?? '', record: values.record ?? false });
  process.exitCode = whole ? 0 : 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
