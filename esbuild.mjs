// Builds dist/: the extension host's entry, the tracker, the command line, and one bundle a webview.
import { build, context } from 'esbuild';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const isMusl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
export const hostTarget = isMusl ? `alpine-${process.arch}` : `${process.platform}-${process.arch}`;

/** VSIX target → the entry of better-sqlite3 that holds its binary. */
const sqliteEntry = (target) => `better-sqlite3/${target.replace('alpine-', 'linuxmusl-')}`;

function configs({ target, minify }) {
  const shared = {
    bundle: true,
    logLevel: 'warning',
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    outdir: 'dist',
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
  const views = ['run', 'compare'].filter((view) => existsSync(`webview/${view}/main.ts`));
  return [
    { ...node, entryPoints: { extension: 'src/extension.ts' } },
    {
      ...node,
      entryPoints: { tracker: 'src/tracker/main.ts', ...(existsSync('src/cli/main.ts') && { cli: 'src/cli/main.ts' }) },
    },
    ...(views.length === 0
      ? []
      : [
          {
            ...shared,
            platform: 'browser',
            format: 'iife',
            target: 'chrome128',
            entryPoints: Object.fromEntries(views.map((view) => [`webview/${view}`, `webview/${view}/main.ts`])),
            loader: { '.ttf': 'file' },
            assetNames: 'webview/[name]',
          },
        ]),
  ].filter((config) => Object.values(config.entryPoints).every((entry) => existsSync(entry)));
}

/** Builds everything for `target` (a VSIX target such as `linux-x64`); the default is this machine's. */
export async function buildAll({ target = hostTarget, minify = false } = {}) {
  await Promise.all(configs({ target, minify }).map((config) => build(config)));
  mkdirSync('dist/webview', { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) {
    cpSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
  }
}

async function watchAll() {
  const all = await Promise.all(configs({ target: hostTarget, minify: false }).map((config) => context(config)));
  await Promise.all(all.map((one) => one.watch()));
  console.log('Watching for changes.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--watch')) await watchAll();
  else await buildAll({ minify: process.argv.includes('--minify') });
}
