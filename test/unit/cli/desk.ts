import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { connectTracker, type TrackerClient } from '../../../src/client';
import { trackerAddress } from '../../../src/protocol/address';
import { layoutOf } from '../../../src/protocol/layout';
import { eventually } from '../../support/eventually';
import { documents } from './documents';

const cliFile = resolve('dist/cli.js');
export const trackerFile = resolve('dist/tracker.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A person at a shell: a folder and a home of their own, the built command line, and trackers that end with the test. */
export class Desk {
  readonly #root: string;
  readonly #clients: TrackerClient[] = [];
  readonly folder: string;
  readonly home: string;

  private constructor(root: string) {
    this.#root = root;
    this.folder = join(root, 'project');
    this.home = join(root, 'home');
  }

  static async open(): Promise<Desk> {
    await ensureBuilt();
    const desk = new Desk(await realpath(await mkdtemp(join(tmpdir(), 'modeltrail-cli-'))));
    await mkdir(join(desk.folder, '.modeltrail'), { recursive: true });
    await mkdir(desk.home);
    await writeFile(join(desk.home, '.gitconfig'), '[user]\n\tname = Ada Tester\n\temail = ada@example.com\n');
    return desk;
  }

  start(args: readonly string[], { cwd = this.folder, env = {} }: StartOptions = {}): ChildProcessWithoutNullStreams {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(MODELTRAIL_|MLFLOW_|GIT_|NO_COLOR)/.test(name),
    );
    return spawn(process.execPath, [cliFile, ...args], {
      cwd,
      env: { ...Object.fromEntries(inherited), HOME: this.home, USERPROFILE: this.home, ...env },
    });
  }

  async run(args: readonly string[], options: StartOptions = {}): Promise<Outcome> {
    const child = this.start(args, options);
    child.stdin.end(options.input ?? '');
    const ended = once(child, 'close') as Promise<[number | null]>;
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  }

  /** Runs with `--json` and returns the one document; throws when the command fails or prints anything else. */
  async ask<Kind extends keyof typeof documents>(
    kind: Kind,
    args: readonly string[],
    options: StartOptions = {},
  ): Promise<z.output<(typeof documents)[Kind]>> {
    const { code, stdout } = await this.run(['--json', ...args], options);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stdout}`);
    return documents[kind].parse(JSON.parse(stdout)) as z.output<(typeof documents)[Kind]>;
  }

  /** A connection to the folder's tracker, which is started where none runs. */
  async tracker(folder = this.folder): Promise<TrackerClient> {
    const client = await connectTracker({ folder, start: true, trackerFile, node: { execPath: process.execPath } });
    this.#clients.push(client);
    return client;
  }

  async trackerPid(folder = this.folder): Promise<number> {
    return trackerAddress.parse(JSON.parse(await readFile(layoutOf(folder).address, 'utf8'))).pid;
  }

  /** Ends the folder's tracker, if one was started, and waits until it is gone. */
  async stopTracker(folder = this.folder): Promise<void> {
    if (!existsSync(layoutOf(folder).address)) return;
    const pid = await this.trackerPid(folder);
    if (!isAlive(pid)) return;
    process.kill(pid, 'SIGTERM');
    await eventually(
      'the end of the tracker',
      () => isAlive(pid),
      (alive) => !alive,
    );
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    for (const home of globSync(join(this.#root, '**/.modeltrail'))) await this.stopTracker(join(home, '..'));
    await rm(this.#root, { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Builds `dist` once where it is missing or older than the sources. */
async function ensureBuilt(): Promise<void> {
  const built = Math.min(
    ...[cliFile, trackerFile].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  const newest = Math.max(...globSync('src/**/*.ts').map((file) => statSync(file).mtimeMs));
  if (built > newest) return;
  const build = spawn(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
  const [code] = (await once(build, 'close')) as [number | null];
  if (code !== 0) throw new Error('The build failed.');
}
