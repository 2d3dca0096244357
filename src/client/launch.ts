import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { trackerReady } from '../protocol/address';
import { ModelTrailError, toError } from '../protocol/errors';
import { toFolderError } from '../protocol/folderError';
import type { Layout } from '../protocol/layout';
import { oldNodeProblem } from '../protocol/nodeApi';
import { rpcError } from '../protocol/rpcError';
import type { TrackerLink } from './http';

/** Migrating a store of many gigabytes comes before the ready line. */
const readyLimitMs = 60_000;
const logLimitBytes = 4 * 1024 * 1024;

/** The Node that runs the tracker, where it is not the one that runs this program. */
export interface TrackerNode {
  readonly execPath: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface LaunchOptions {
  /** Path of `dist/tracker.js`. */
  readonly trackerFile: string;
  readonly node?: TrackerNode;
  readonly signal?: AbortSignal;
}

/**
 * Starts the folder's tracker as a process of its own, which outlives this one; resolves once it accepts connections,
 * with null when another tracker won the race. Throws what the tracker says when it cannot start, `TRACKER_FAILED` when
 * it says nothing, `NODE_TOO_OLD`, and what {@link toFolderError} makes.
 */
export async function launchTracker(layout: Layout, options: LaunchOptions): Promise<TrackerLink | null> {
  const { trackerFile, node, signal } = options;
  signal?.throwIfAborted();
  const problem = node === undefined ? oldNodeProblem() : null;
  if (problem !== null) throw new ModelTrailError('NODE_TOO_OLD', problem);
  const log = openLog(layout);
  const child = spawn(node?.execPath ?? process.execPath, [trackerFile, '--folder', layout.folder], {
    cwd: layout.folder,
    detached: true,
    windowsHide: true,
    // Its later words go to the log: a pipe would break, and end the tracker, with the program that holds it.
    stdio: ['ignore', 'pipe', log.descriptor],
    env: { ...trackerEnv(), ...node?.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  closeSync(log.descriptor);
  const ended = once(child, 'exit').then(
    ([code]: unknown[]) => ({ code: String(code) }),
    (error: unknown) => ({ code: toError(error).message }),
  );
  const { stdout } = child;
  if (stdout === null) throw new Error('unreachable: stdout is a pipe');
  const lines = createInterface({ input: stdout });
  const limit = AbortSignal.timeout(readyLimitMs);
  try {
    const first = await Promise.race([
      once(lines, 'line', { signal: signal ? AbortSignal.any([signal, limit]) : limit }),
      ended,
    ]);
    if (Array.isArray(first)) {
      const { url, token } = trackerReady.parse(JSON.parse(String(first[0])));
      return { url, token };
    }
    const error = readFailure(layout, log.start, first.code);
    if (error.code === 'TRACKER_RUNNING') return null;
    throw error;
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new ModelTrailError('TRACKER_SILENT', `The tracker was not ready within ${readyLimitMs / 1000} s.`, {
      hint: `It may still be at work; ${layout.log} says more.`,
      cause: error,
    });
  } finally {
    lines.close();
    stdout.destroy();
    child.unref();
  }
}

/** The tracker outlives its starter, so what is meant for that one process stays behind. */
function trackerEnv(): Record<string, string | undefined> {
  const { NODE_OPTIONS: _debugger, MODELTRAIL_NOW: _frozenClock, ...env } = process.env;
  return env;
}

function openLog(layout: Layout): { readonly descriptor: number; readonly start: number } {
  try {
    mkdirSync(layout.home, { recursive: true });
    if (sizeOf(layout.log) > logLimitBytes) renameSync(layout.log, `${layout.log}.1`);
    return { start: sizeOf(layout.log), descriptor: openSync(layout.log, 'a', 0o600) };
  } catch (error) {
    throw toFolderError(error, { folder: layout.folder, path: layout.home });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last error that was written to the log since `start`, else that the process ended without a word. */
function readFailure(layout: Layout, start: number, exit: string): ModelTrailError {
  const lines = readFileSync(layout.log).subarray(start).toString('utf8').trim().split('\n');
  for (const line of lines.reverse()) {
    if (!line.startsWith('{')) continue;
    const parsed = rpcError.safeParse(JSON.parse(line));
    if (!parsed.success) continue;
    const { code, message, hint } = parsed.data.error;
    return new ModelTrailError(code, message, hint === null ? {} : { hint });
  }
  return new ModelTrailError('TRACKER_FAILED', `The tracker ended before it was ready (${exit}).`, {
    hint: `${layout.log} says more.`,
  });
}
