// `npm start [-- FOLDER]`: VS Code with ModelTrail on the sample project, or on a folder of one's own.
// `npm start -- --headless`: without a window; records three runs of the sample and prints their comparison.
import { spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled, onProjectNode } from './ensure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';

const { folder: own, headless } = readArguments();
ensureInstalled();
await onProjectNode();
process.chdir(root);
// Only now: these need the packages and Node 24.
const { buildAll } = await import(pathToFileURL(resolve('esbuild.mjs')).href);
const { ensureSample, trainSample } = await import('./sample.mjs');
const { ask, newestRuns, openTracker } = await import('./tracker.mjs');

try {
  await buildAll();
  const folder = own ?? (await ensureSample());
  if (headless) await showComparison(folder);
  else await openWindow(folder);
} catch (error) {
  console.error(`npm start failed: ${error.message}`);
  process.exitCode = 1;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: { headless: { type: 'boolean' } }, allowPositionals: true });
    if (positionals.length > 1) throw new Error('Name one folder.');
    if (values.headless && positionals.length > 0) throw new Error('--headless works on the sample, without a folder.');
    const folder = positionals.length === 0 ? null : resolve(process.env.INIT_CWD ?? '.', positionals[0]);
    if (folder !== null && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new Error(`There is no folder ${folder}.`);
    }
    return { folder, headless: values.headless === true };
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start [-- FOLDER | -- --headless]`);
    process.exit(2);
  }
}

async function showComparison(folder) {
  const tracker = await openTracker(folder);
  try {
    await trainSample(folder, tracker);
    console.log(
      `\n${(await ask(folder, 'runs', 'compare', '--differences', ...(await newestRuns(folder, 3)))).trimEnd()}`,
    );
    console.log(`\nRecorded in ${folder}, whose tracker has the address ${tracker.url}`);
  } finally {
    await tracker.end();
  }
}

async function openWindow(folder) {
  if (own === null) await recordFirstRuns(folder);
  const version = codeVersion();
  if (version !== null && isRecent(version)) {
    console.log(`Opening ${folder} in VS Code ${version}.`);
    const arguments_ = [`--extensionDevelopmentPath=${root}`, folder];
    spawnSync('code', isWindows ? arguments_.map((argument) => `"${argument}"`) : arguments_, {
      stdio: 'inherit',
      shell: isWindows,
    });
    return;
  }
  if (version !== null) console.log(`VS Code ${version} is older than ModelTrail needs; here is a newer one.`);
  await serveBrowser(folder);
}

/** So that the side bar has something to show. */
async function recordFirstRuns(folder) {
  const tracker = await openTracker(folder);
  try {
    if ((await newestRuns(folder, 1)).length > 0) return;
    console.log('Training three models for the side bar …');
    await trainSample(folder, tracker);
  } catch (error) {
    // The window is worth opening without them: the sample's README says what to type.
    console.error(`The sample was not trained: ${error.message}`);
  } finally {
    await tracker.end();
  }
}

async function serveBrowser(folder) {
  const { startBrowserCode } = await import('./browserCode.mjs');
  console.log('Starting VS Code for the browser; the first time, npm fetches it (about 50 MB).');
  const code = await startBrowserCode(folder, { trust: own === null });
  console.log(`\nVS Code with ModelTrail: ${code.url}\n\nCtrl+C ends it.`);
  openInBrowser(code.url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void code.stop());
  await code.ended;
}

/** The version of the `code` on the PATH, null where there is none. */
function codeVersion() {
  const { status, stdout } = spawnSync('code', ['--version'], { encoding: 'utf8', shell: isWindows });
  return status === 0 ? (stdout.split('\n')[0]?.trim() ?? null) : null;
}

/** As `engines.vscode` says. */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 101);
}

function openInBrowser(url) {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return;
  const [program, ...args] = {
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
    darwin: ['open'],
  }[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  // The address is printed for whom this does not work.
  child.once('error', () => undefined);
  child.unref();
}
