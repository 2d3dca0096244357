/** One process for good: a pid alone is reused by the system, a pid with its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque start token of the process, comparable only with tokens of the same machine (on Linux it names the boot). */
  readonly startedAt: string;
}

/** What the system tells about a process; `null` or empty is "cannot be read", never an error. */
export interface ProcessDetails {
  readonly identity: ProcessIdentity;
  readonly parentPid: number | null;
  /** Arguments with secrets masked; on macOS split at blanks, as the system hands out one line of text there. */
  readonly commandLine: readonly string[];
  readonly workingDirectory: string | null;
  /** Absolute path of the running program, symbolic links resolved. */
  readonly executable: string | null;
  readonly user: string | null;
  /** Only the variables of `readableVariables`, so that no secret can be among them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Windows: the `python.exe` of a virtual environment that started `executable` on its behalf. */
  readonly launcher: string | null;
}

/** One row of the process table: processor time used so far, in milliseconds, and resident memory, in bytes. */
export interface ProcessUsage {
  readonly pid: number;
  readonly parentPid: number;
  readonly startedAt: string;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** A loopback TCP connection as the server sees it. */
export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
}

/** How one operating system answers; every method is best effort and none rejects. */
export interface ProcessReader {
  /** The process that holds the far end of the connection. */
  findByConnection(connection: Connection): Promise<ProcessIdentity | null>;
  /** The running process of that pid; a zombie is gone. */
  identify(pid: number): Promise<ProcessIdentity | null>;
  read(identity: ProcessIdentity): Promise<ProcessDetails | null>;
  /** Every process that can be seen, zombies included. */
  list(): Promise<readonly ProcessUsage[]>;
  /** How many existence checks may pass between two comparisons of the start token, which are dear on some systems. */
  readonly checksPerIdentification: number;
}

/** Variables worth knowing about a run: where its interpreter comes from and its place among many workers. */
export const readableVariables: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'PWD', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV'],
  ...['PYTHONPATH', 'PYTHONHOME', 'PYTHONNOUSERSITE', 'PYTHONUSERBASE', 'PYTHONHASHSEED'],
  ...['CUDA_VISIBLE_DEVICES', 'OMP_NUM_THREADS', 'RANK', 'LOCAL_RANK', 'WORLD_SIZE', 'SLURM_JOB_ID', 'PBS_JOBID'],
]);

/** True when both name the same process. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}
