import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureCodeServer } from './codeServer';
import { eventually } from './eventually';
import { type ExtensionSource, readSource } from './extensionSource';
import { isolate, type Isolation } from './isolation';
import { userSettings } from './userSettings';

/** What a VS Code server is started with; `extension` null leaves the extensions directory empty. */
export interface ServerOptions {
  readonly extension: ExtensionSource | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly driver?: boolean;
}

/** A running server with its own home and data; `stop` ends it with all its children and removes its folders. */
export interface VsCodeServer {
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  readonly dataDir: string;
  /** Rejects when the server ends before `stop`. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

const readyLimit = 30_000;

/** Starts the VS Code server of the npm package code-server; resolves once it answers. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  if (Number(process.versions.napi) < 10) {
    throw new Error(`VS Code's server needs Node 24, this is ${process.version}: start it through npm run.`);
  }
  const main = join(await ensureCodeServer(), 'out', 'server-main.js');
  const isolation = await isolate({ ...options.env, EXTENSIONS_GALLERY: '{}' });
  try {
    return await start(main, isolation, options);
  } catch (error) {
    await isolation.remove();
    throw error;
  }
}

async function start(main: string, isolation: Isolation, options: ServerOptions): Promise<VsCodeServer> {
  const dataDir = join(isolation.root, 'data');
  const extensions = join(dataDir, 'extensions');
  const user = join(dataDir, 'data', 'User');
  await mkdir(extensions, { recursive: true });
  await mkdir(user, { recursive: true });
  await writeFile(join(user, 'settings.json'), JSON.stringify({ ...userSettings, ...options.settings }));

  const folders = ['--server-data-dir', dataDir, '--extensions-dir', extensions, '--accept-server-license-terms'];
  if (options.extension === 'source') {
    const { folder, id, version } = await readSource();
    await symlink(folder, join(extensions, `${id}-${version}`), 'junction');
  } else if (options.extension !== null) {
    const install = [main, ...folders, '--install-extension', options.extension.vsix, '--force'];
    await promisify(execFile)(process.execPath, install, { env: isolation.env });
  }

  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      main,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--disable-telemetry'],
      ...folders,
      // Or a login shell's profile replaces the PATH that the test gave.
      '--force-disable-user-env',
      ...((options.trust ?? true) ? ['--disable-workspace-trust'] : []),
      ...(options.driver === true ? ['--enable-smoke-test-driver'] : []),
    ],
    { detached: true, env: isolation.env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = collectOutput(child);
  const exited = once(child, 'exit');
  const endAtExit = () => {
    killGroup(child);
    isolation.removeSync();
  };
  process.once('exit', endAtExit);

  const stop = async () => {
    process.off('exit', endAtExit);
    killGroup(child);
    await exited;
    await isolation.remove();
  };
  const died = exited.then(() => {
    throw new Error(`VS Code's server ended by itself:\n${output()}`);
  });
  died.catch(() => undefined); // Who waits for it hears of it; nobody has to.
  try {
    await Promise.race([
      eventually(`VS Code's server on ${authority}`, () => answers(authority), Boolean, readyLimit),
      died,
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { authority, dataDir, died, stop };
}

function collectOutput(child: ChildProcess): () => string {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept.push(text);
      if (kept.length > 100) kept.shift();
    });
  }
  return () => kept.join('');
}

/** The extension host, the terminal host and what they started are in the server's own process group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

async function answers(authority: string): Promise<boolean> {
  try {
    return (await fetch(`http://${authority}/version`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}
