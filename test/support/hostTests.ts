import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runInElectron } from './electronHost';
import { type ExtensionSource, readSource } from './extensionSource';
import { type MochaResults, readMochaResults } from './mochaResults';
import { isServerNoise } from './serverNoise';
import { openVsCode } from './startVsCode';

export interface HostTestOptions {
  readonly extension: ExtensionSource;
  /** Absolute path of the folder that VS Code opens. */
  readonly folder: string;
  /** Absolute path of the built `index.js` that exports `run(): Promise<void>`. */
  readonly tests: string;
}

export interface HostTestOutcome {
  readonly passed: number;
  readonly failed: number;
  /** 0 when `run()` resolved, 1 when it rejected or never came to an end. */
  readonly exitCode: number;
  /** Spec lines, failures with their stacks, and what the host said when it gave no results. */
  readonly report: string;
}

/** One start of a test host: paths are absolute, `env` is added to the extension host's environment. */
export interface HostRun {
  readonly developmentPath: string;
  readonly vsix: string | null;
  readonly folder: string;
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
}

const runLimit = 10 * 60_000;

/** Runs mocha inside a real extension host; the choice of VS Code is `MODELTRAIL_VSCODE`, see `vsCodeKind`. */
export async function runHostTests(options: HostTestOptions): Promise<HostTestOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'mt-host-'));
  try {
    const resultsFile = join(scratch, 'results.json');
    const { extension, folder, tests } = options;
    const run: HostRun = {
      developmentPath: extension === 'source' ? (await readSource()).folder : await emptyExtension(scratch),
      vsix: extension === 'source' ? null : extension.vsix,
      folder,
      tests,
      env: { MODELTRAIL_TEST_RESULTS: resultsFile },
    };
    const { exitCode, log } = await (vsCodeKind() === 'electron' ? runInElectron(run) : runInServer(run));
    return toOutcome(exitCode, await readMochaResults(resultsFile), log);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** `MODELTRAIL_VSCODE`; unset, the server where a window cannot open or nobody looks (CI), else Electron. */
export function vsCodeKind(env: NodeJS.ProcessEnv = process.env): 'electron' | 'server' {
  const { MODELTRAIL_VSCODE: chosen } = env;
  if (chosen === 'electron' || chosen === 'server') return chosen;
  if (chosen) throw new Error(`MODELTRAIL_VSCODE is 'electron' or 'server', not '${chosen}'.`);
  const hasDisplay = process.platform !== 'linux' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  return env.CI || !hasDisplay ? 'server' : 'electron';
}

/** VS Code tests an extension under development only: with a VSIX installed, this one stands in and does nothing. */
async function emptyExtension(scratch: string): Promise<string> {
  const folder = join(scratch, 'empty');
  await mkdir(folder);
  const manifest = {
    name: 'modeltrail-host-tests',
    publisher: 'modeltrail',
    version: '0.0.0',
    engines: { vscode: '*' },
    main: './main.js',
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'main.js'), 'exports.activate = () => {};\n');
  return folder;
}

async function runInServer(run: HostRun): Promise<{ exitCode: number; log: string }> {
  const log: string[] = [];
  let finish: (exitCode: number) => void = () => undefined;
  const finished = new Promise<number>((resolve) => (finish = resolve));
  const remote = (authority: string, path: string) => `vscode-remote://${authority}${pathToFileURL(path).pathname}`;
  const code = await openVsCode(
    { extension: run.vsix === null ? null : { vsix: run.vsix }, folder: run.folder, driver: true },
    {
      query: (authority) => ({
        payload: JSON.stringify([
          ['extensionDevelopmentPath', remote(authority, run.developmentPath)],
          ['extensionTestsPath', remote(authority, run.tests)],
          ['extensionEnvironment', JSON.stringify(run.env)],
        ]),
      }),
      prepare: async (page) => {
        await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
          const text = args.map(String).join(' ');
          if (type === 'error' && !isServerNoise(text)) log.push(text);
        });
        await page.exposeFunction('codeAutomationExit', (exitCode: number) => finish(exitCode));
      },
    },
  );
  const limit = new AbortController();
  try {
    const tooLong = delay(runLimit, null, { signal: limit.signal });
    const exitCode = await Promise.race([finished, code.died, tooLong]);
    if (exitCode !== null) return { exitCode, log: log.join('\n') };
    await code.page.screenshot({ path: join('test-output', 'host-tests-stuck.png') });
    log.push(`The host tests did not end within ${runLimit / 60_000} minutes: see test-output/host-tests-stuck.png.`);
    return { exitCode: 1, log: log.join('\n') };
  } finally {
    limit.abort();
    await code.stop();
  }
}

function toOutcome(exitCode: number, results: MochaResults | null, log: string): HostTestOutcome {
  if (results === null) {
    return { passed: 0, failed: 1, exitCode: exitCode || 1, report: `The host gave no test results.\n${log}` };
  }
  const { passed, failed, report } = results;
  if (exitCode === 0 || failed > 0) return { passed, failed, exitCode, report };
  // run() also rejects for what mocha does not count: no test at all.
  return { passed, failed: 1, exitCode, report: `${report}\n${log}` };
}
