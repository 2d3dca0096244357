// `npm run package [-- --target TARGET | --all | --list]`: the VSIX of a platform, by default this machine's.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildAll, duckdbPackage, hostTarget } from '../esbuild.mjs';
import { writeNotices } from './notices.mjs';

export const targets = [
  'linux-x64',
  'linux-arm64',
  'alpine-x64',
  'alpine-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];

const copied = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'media',
  'sample',
  'schemas',
  '.vscodeignore',
];

/** Makes `modeltrail-TARGET-VERSION.vsix` in `outdir`; resolves to its path. */
export async function packageFor(target = hostTarget, outdir = '.') {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const packagePath = resolve(outdir, `${name}-${target}-${version}.vsix`);
  await withStage(target, (cwd) =>
    createVSIX({ cwd, packagePath, target, dependencies: false, allowMissingRepository: true }),
  );
  return packagePath;
}

/** What a VSIX holds: paths, sorted; binaries are named after their platform, which the list leaves open. */
export function listPackaged() {
  return withStage(hostTarget, async (cwd) => {
    const files = await listFiles({ cwd, packageManager: PackageManager.None });
    return files.map(nameOnAnyTarget).sort();
  });
}

function nameOnAnyTarget(file) {
  return file
    .replace(/^dist\/native\/[^/]+\.node$/, 'dist/native/<target>.node')
    .replace(/^dist\/duckdb\/(libduckdb\.so|libduckdb\.dylib|duckdb\.dll)$/, 'dist/duckdb/<library>');
}

/** The extension as it is shipped, in a folder of its own, so that `dist/` stays what it is. */
async function withStage(target, work) {
  const stage = mkdtempSync(join(tmpdir(), 'modeltrail-package-'));
  try {
    const duckdb = await findDuckdb(target, stage);
    const folder = join(stage, 'extension');
    const inputs = await buildAll({ target, minify: true, outdir: join(folder, 'dist'), duckdb });
    for (const path of copied.filter((path) => existsSync(path))) {
      cpSync(path, join(folder, path), { recursive: true });
    }
    writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), writeNotices(inputs));
    return await work(folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The folder of the target's DuckDB package: npm installs this machine's only, others are fetched as the lock names them. */
async function findDuckdb(target, stage) {
  const path = `node_modules/${duckdbPackage(target)}`;
  if (existsSync(path)) return resolve(path);
  const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages[path];
  writeFileSync(join(stage, 'package.json'), '{"private": true}\n');
  const spec = `${duckdbPackage(target)}@${locked.version}`;
  const args = ['install', '--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund', spec];
  await promisify(execFile)('npm', args, { cwd: stage, shell: process.platform === 'win32' });
  const fetched = JSON.parse(readFileSync(join(stage, 'node_modules/.package-lock.json'), 'utf8')).packages[path];
  if (fetched.integrity !== locked.integrity) throw new Error(`${spec} is not the one that package-lock.json names.`);
  return join(stage, path);
}

function readTargets({ all, target = [hostTarget] }) {
  const chosen = all ? targets : target;
  const unknown = chosen.filter((target) => !targets.includes(target));
  if (unknown.length === 0) return chosen;
  console.error(`There is no target ${unknown.join(', ')}; there are ${targets.join(', ')}.`);
  process.exit(2);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true },
      all: { type: 'boolean' },
      /** Prints what goes in, for test/fixtures/vsix-files.txt. */
      list: { type: 'boolean' },
    },
  });
  if (values.list) console.log((await listPackaged()).join('\n'));
  else for (const target of readTargets(values)) console.log(await packageFor(target));
}
