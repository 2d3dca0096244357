import { execFile } from 'node:child_process';

/** Runs a program without a shell and resolves to its output, or to null when it is missing, fails or is too slow. */
export type RunTool = (file: string, args: readonly string[], timeoutMs?: number) => Promise<string | null>;

const defaultTimeoutMs = 5_000;
const maxOutputBytes = 16 * 1024 * 1024;

/** The real `RunTool`: plain C locale and UTC, so that what it prints can be parsed. */
export const runTool: RunTool = (file, args, timeoutMs = defaultTimeoutMs) =>
  new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutputBytes,
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    } as const;
    try {
      const child = execFile(file, args, options, (error, stdout) => {
        resolve(error === null ? stdout : null);
      });
      child.stdin?.end();
    } catch {
      // An argument or a system limit that `spawn` refuses outright: as good as a missing program.
      resolve(null);
    }
  });
