import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { ModelTrailError, toError } from '../../protocol/errors';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a program ended, in the words of a shell and of a run. */
export interface Ending {
  /** The program's own code, or 128 and the signal's number. */
  readonly exitCode: number;
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED';
}

export interface Program {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program has ended and its output was read to the end, or until a signal after its end. */
  readonly ended: Promise<Ending>;
}

/** Starts the program and hands it the signals that this process gets. Throws `PROGRAM_NOT_STARTED`. */
export async function startProgram(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Program> {
  const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], env });
  const { stdout, stderr } = child;
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(notStarted(command, error)));
  });
  return { pid: child.pid ?? 0, stdout, stderr, ended: awaitEnd(child) };
}

function notStarted(command: string, error: NodeJS.ErrnoException): ModelTrailError {
  const reason = error.code === 'ENOENT' ? 'there is no such program' : toError(error).message;
  return new ModelTrailError('PROGRAM_NOT_STARTED', `'${command}' was not started: ${reason}.`, { cause: error });
}

function awaitEnd(child: ChildProcess): Promise<Ending> {
  let interrupted = false;
  const forward = (signal: NodeJS.Signals): void => {
    if (child.exitCode !== null || child.signalCode !== null) {
      // What it left running still holds its output, which could be read for ever.
      child.stdout?.destroy();
      child.stderr?.destroy();
      return;
    }
    interrupted = true;
    // A terminal sends Ctrl+C to the whole group: the program has it already, and a second one would cut its clean-up.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      for (const each of forwarded) process.removeListener(each, forward);
      const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      const isKilled = signal !== null || (interrupted && exitCode !== 0);
      resolve({ exitCode, status: exitCode === 0 ? 'FINISHED' : isKilled ? 'KILLED' : 'FAILED' });
    });
  });
}
