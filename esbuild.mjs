// Builds dist/: the extension host's entry, the tracker, the command line, and one bundle a webview.
import { build, context } from 'esbuild';
import { cpSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const isMusl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
export const hostTarget = isMusl ? `alpine-${process.arch}` : `${process.platform}-${process.arch}`;

/** VSIX target → the entry of better-sqlite3 that holds its binary. */
const sqliteEntry = (target) => `better-sqlite3/${target.replace('alpine-', 'linuxmusl-')}`;

/** VSIX target → the package that holds DuckDB's binary. */
export const duckdbPackage = (target) => `@duckdb/node-bindings-${target.replace(/^alpine-(.*)$/, 'linux-$1-musl')}`;

/** The binary loads its shared library from beside itself, so both lie in `duckdb/`, which the worker's bundle names. */
const duckdbFiles = ['duckdb.node', 'libduckdb.so', 'libduckdb.dylib', 'duckdb.dll'];
const duckdbBeside = {
  name: 'duckdb-beside',
  setup(bundle) {
    bundle.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: './duckdb/duckdb.node', external: true }));
  },
};

/** zod brings its messages in 50 languages, half of its code; nobody sees them, and they cost every start. */
const zodInEnglish = {
  name: 'zod-in-english',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** What opens the store makes the command line slow to start: it lies in a bundle of its own, loaded when needed. */
const storeCommandsApart = {
  name: 'store-commands-apart',
  setup(bundle) {
    bundle.onResolve({ filter: /\/storeCommands$/ }, () => ({ path: './cli-store.js', external: true }));
  },
};

/** Activation checks no message: what does lies in a file of its own, which the first connection loads. */
const zodApart = {
  name: 'zod-apart',
  setup(bundle) {
    bundle.onResolve({ filter: /^zod$/ }, () => ({ path: './zod.js', external: true }));
  },
};

const views = ['run', 'compare', 'table', 'bisect'];

function configs({ target, minify, outdir }) {
  const shared = {
    bundle: true,
    logLevel: 'warning',
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    outdir,
    metafile: true,
    plugins: [zodInEnglish],
  };
  const node = {
    ...shared,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    alias: { 'better-sqlite3': sqliteEntry(target) },
    loader: { '.node': 'copy' },
    assetNames: 'native/[name]',
  };
  return [
    { ...node, entryPoints: { extension: 'src/extension.ts' }, plugins: [zodApart] },
    { ...node, entryPoints: { zod: 'zod' } },
    { ...node, entryPoints: { tracker: 'src/tracker/main.ts', 'cli-store': 'src/cli/storeCommands.ts' } },
    { ...node, entryPoints: { cli: 'src/cli/main.ts' }, plugins: [zodInEnglish, storeCommandsApart] },
    { ...node, entryPoints: { analytics: 'src/analytics/worker.ts' }, plugins: [zodInEnglish, duckdbBeside] },
    { ...node, entryPoints: { digest: 'src/registry/artifacts/digestWorker.ts' } },
    {
      ...shared,
      platform: 'browser',
      format: 'iife',
      target: 'chrome128',
      entryPoints: Object.fromEntries(views.map((view) => [`webview/${view}`, `webview/${view}/main.ts`])),
      loader: { '.ttf': 'file' },
      assetNames: 'webview/[name]',
    },
  ];
}

/** Copies what no bundle holds: icons and DuckDB's files, those unchanged left alone as a tracker may have them open. */
function copyFiles({ outdir, duckdb }) {
  const icons = 'node_modules/@vscode/codicons/dist';
  const copies = [
    ...['codicon.css', 'codicon.ttf'].map((file) => ({ from: join(icons, file), to: join(outdir, 'webview', file) })),
    ...duckdbFiles.map((file) => ({ from: join(duckdb, file), to: join(outdir, 'duckdb', file) })),
  ];
  for (const { from, to } of copies) {
    const source = statSync(from, { throwIfNoEntry: false });
    const there = statSync(to, { throwIfNoEntry: false });
    // A copied time is a little off where the file system keeps it more finely than Node.
    const same = there?.size === source?.size && Math.abs((there?.mtimeMs ?? 0) - (source?.mtimeMs ?? 0)) < 10;
    if (!source || same) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, `${to}.${process.pid}`, { preserveTimestamps: true });
    renameSync(`${to}.${process.pid}`, to);
  }
}

function installedDuckdb(target) {
  return dirname(createRequire(import.meta.url).resolve(`${duckdbPackage(target)}/duckdb.node`));
}

/**
 * Builds everything into `outdir` for `target` (a VSIX target such as `linux-x64`, by default this machine's); `duckdb`
 * is the folder of that target's DuckDB package, by default the installed one. Resolves to the files that went in.
 */
export async function buildAll({
  target = hostTarget,
  minify = false,
  outdir = 'dist',
  duckdb = installedDuckdb(target),
} = {}) {
  const results = await Promise.all(configs({ target, minify, outdir }).map((config) => build(config)));
  copyFiles({ outdir, duckdb });
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

async function watchAll() {
  const options = { target: hostTarget, minify: false, outdir: 'dist' };
  const all = await Promise.all(configs(options).map((config) => context(config)));
  await Promise.all(all.map((one) => one.watch()));
  copyFiles({ outdir: options.outdir, duckdb: installedDuckdb(options.target) });
  console.log('Watching for changes.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--watch')) await watchAll();
  else await buildAll({ minify: process.argv.includes('--minify') });
}
