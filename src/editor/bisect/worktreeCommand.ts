import { isAbsolute, join, relative, resolve, sep } from 'node:path';

export interface WorktreePlaces {
  /** The workspace folder, and its place in the worktree. */
  readonly workspace: string;
  readonly worktree: string;
  /** Where the command ran, as a path from the workspace folder. */
  readonly folder: string;
  readonly exists: (path: string) => Promise<boolean>;
}

/**
 * A command of the workspace as it is to be run in a worktree. Absolute paths of files that the worktree has too are
 * changed into those, or the workspace's code would run; a program that lies in the workspace alone, such as that of a
 * virtual environment, is named where it lies.
 */
export async function toWorktreeCommand(
  commandLine: readonly string[],
  places: WorktreePlaces,
): Promise<readonly string[]> {
  return Promise.all(commandLine.map((arg, index) => (index === 0 ? toProgram(arg, places) : toArgument(arg, places))));
}

async function toProgram(program: string, places: WorktreePlaces): Promise<string> {
  const isRelativePath = !isAbsolute(program) && /[\\/]/.test(program);
  if (!isRelativePath) return moved(program, places);
  const [there, here] = [places.worktree, places.workspace].map((root) => join(root, places.folder, program));
  if (there !== undefined && (await places.exists(there))) return program;
  return here !== undefined && (await places.exists(here)) ? here : program;
}

/** `--config=/path` names a path too. */
async function toArgument(arg: string, places: WorktreePlaces): Promise<string> {
  const start = /^--?[\w-]+=/.exec(arg)?.[0] ?? '';
  return start + (await moved(arg.slice(start.length), places));
}

async function moved(path: string, { workspace, worktree, exists }: WorktreePlaces): Promise<string> {
  if (!isAbsolute(path)) return path;
  const way = relative(workspace, path);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return path;
  const there = resolve(worktree, way);
  return (await exists(there)) ? there : path;
}
