import {
  downloadAndUnzipVSCode,
  resolveCliPathFromVSCodeExecutablePath,
  runTests,
  TestRunFailedError,
} from '@vscode/test-electron';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HostRun } from './hostTests';
import { isolate } from './isolation';
import { userSettings } from './userSettings';

/** Runs one host test run in the desktop VS Code: of `VSCODE_PATH`, else the stable release, downloaded once. */
export async function runInElectron(run: HostRun): Promise<{ exitCode: number; log: string }> {
  const isolation = await isolate();
  try {
    const userData = join(isolation.root, 'user');
    const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${join(isolation.root, 'extensions')}`];
    await mkdir(join(userData, 'User'), { recursive: true });
    await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(userSettings));
    const vscodeExecutablePath = process.env.VSCODE_PATH ?? (await downloadAndUnzipVSCode());
    if (run.vsix !== null) await installVsix(vscodeExecutablePath, run.vsix, folders);
    const exitCode = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: run.developmentPath,
      extensionTestsPath: run.tests,
      extensionTestsEnv: { ...withoutInherited(isolation.env), ...run.env },
      launchArgs: [run.folder, '--disable-workspace-trust', ...folders],
    });
    return { exitCode, log: '' };
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
    return { exitCode: error.code ?? 1, log: error.message };
  } finally {
    await isolation.remove();
  }
}

async function installVsix(executable: string, vsix: string, folders: readonly string[]): Promise<void> {
  const cli = resolveCliPathFromVSCodeExecutablePath(executable);
  const shell = process.platform === 'win32'; // Node starts no .cmd file without one.
  await promisify(execFile)(shell ? `"${cli}"` : cli, [...folders, '--install-extension', vsix, '--force'], { shell });
}

/** `runTests` adds its environment to this process's own: what must not be inherited is named as undefined. */
function withoutInherited(env: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return { ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])), ...env };
}
