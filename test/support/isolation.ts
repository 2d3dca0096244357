import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A temporary home with a Git identity, and an environment in which nothing of the person's own set-up is left. */
export interface Isolation {
  /** The temporary folder that holds everything of one VS Code. */
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
  /** The same for a process that is about to exit. */
  removeSync(): void;
}

// A test started from a VS Code terminal, a Git hook or `npm run` inherits these, and each of them changes what is tested.
const foreign = /^(VSCODE_|ELECTRON_|GIT_|XDG_(?!RUNTIME_DIR)|npm_|MODELTRAIL_|MLFLOW_|NODE_OPTIONS$|INIT_CWD$)/i;

const gitIdentity = '[user]\n\tname = Ada Tester\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n';

/** Makes the temporary home; `env` is set on top of the cleaned environment. */
export async function isolate(env: Readonly<Record<string, string>> = {}): Promise<Isolation> {
  // Short, because a Unix socket's path (at most 103 bytes on macOS) lies below it.
  const root = await mkdtemp(join(tmpdir(), 'mt-'));
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || foreign.test(name)
      ? []
      : [[name, /^path$/i.test(name) ? withoutNpm(value) : value] as const],
  );
  const home = join(root, 'home');
  await mkdir(home);
  await writeFile(join(home, '.gitconfig'), gitIdentity);
  return {
    root,
    home,
    env: { ...Object.fromEntries(inherited), HOME: home, USERPROFILE: home, ...env },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 10 }),
    removeSync: () => rmSync(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** `npm run` puts the repository's own tools, its Node among them, before those that a person's terminal has. */
function withoutNpm(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !/[\\/](node_modules[\\/]\.bin|node-gyp-bin)$/.test(folder))
    .join(delimiter);
}
