// VS Code in the browser, for a machine that has no VS Code: the server of the npm package code-server.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import { importSupport } from './chromium.mjs';
import { dataFolder } from './sample.mjs';

const readyLimitMs = 60_000;

const firstSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Starts VS Code on a folder with this repository as its extension, settings and layout kept from the last time;
 * resolves once it answers. Without `trust` it asks the person, as any VS Code does.
 */
export async function startBrowserCode(folder, { trust }) {
  const { ensureCodeServer } = await importSupport('codeServer');
  const { readSource } = await importSupport('extensionSource');
  const server = await ensureCodeServer();
  const home = join(dataFolder(), 'vscode');
  const extensions = join(home, 'extensions');
  installExtension(extensions, await readSource());
  const settings = join(home, 'data', 'User', 'settings.json');
  mkdirSync(join(home, 'data', 'User'), { recursive: true });
  if (!existsSync(settings)) writeFileSync(settings, `${JSON.stringify(firstSettings, null, 2)}\n`);

  const port = await freePort();
  // The page has a terminal: nobody else on this machine may open it.
  const token = randomBytes(24).toString('base64url');
  const child = spawn(
    process.execPath,
    [
      join(server, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--server-data-dir', home, '--extensions-dir', extensions],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(trust ? ['--disable-workspace-trust'] : []),
    ],
    // A group of its own, so that the end reaches the extension host and the terminals too.
    { env: environment(), detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const words = [];
  // It complains of natives that it does without, so its words are for the case that it does not start.
  child.stderr.setEncoding('utf8').on('data', (text) => {
    words.push(text);
    if (words.length > 100) words.shift();
  });
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    endGroup(child);
    await ended;
  };
  process.once('exit', () => endGroup(child));
  try {
    await answers(port, child);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${words.join('')}`, { cause: error });
  }
  const query = new URLSearchParams({ tkn: token, folder });
  return { url: `http://127.0.0.1:${port}/?${query}`, ended, stop };
}

function endGroup(child) {
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGTERM');
  } catch {
    // The group is gone already.
  }
}

/** A link named as an installed extension is; links of earlier versions go. */
function installExtension(extensions, { folder, id, version }) {
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  symlinkSync(folder, join(extensions, `${id}-${version}`), 'junction');
}

/** The person's own environment, without what npm and an outer VS Code put into it. */
function environment() {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|INIT_CWD$)/i;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const isPath = (name) => /^path$/i.test(name);
  const withoutNpm = (path) => {
    const separator = process.platform === 'win32' ? ';' : ':';
    const folders = path.split(separator).filter((part) => !/[\\/](node_modules[\\/]\.bin|node-gyp-bin)$/.test(part));
    return folders.join(separator);
  };
  const entries = own.map(([name, value]) => [name, isPath(name) ? withoutNpm(value) : value]);
  return { ...Object.fromEntries(entries), EXTENSIONS_GALLERY: '{}' };
}

async function answers(port, child) {
  const deadline = performance.now() + readyLimitMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended with exit code ${child.exitCode}.`);
    const ok = await fetch(`http://127.0.0.1:${port}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await pause(100);
  }
  throw new Error(`VS Code's server did not answer within ${readyLimitMs / 1000} s.`);
}

function freePort() {
  return new Promise((done, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
