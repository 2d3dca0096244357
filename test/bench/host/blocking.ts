import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension';

const comparedRuns = 100;

/** VS Code calls it in place of tests: uses the extension and leaves the longest block of its host, in milliseconds, a phase. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<Api>('modeltrail.modeltrail');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!extension || !folder) throw new Error('There is no extension or no folder.');
  const { sessions } = await extension.activate();
  const session = sessions.get(folder.uri.toString());
  if (!session) throw new Error('The folder has no session.');
  await session.ask('tracker/status', {});
  // The window itself starts for a while yet, in the same process.
  await pause(8000);
  const { runs } = await session.ask('runs/page', { limit: comparedRuns });
  const ids = runs.map(({ id }) => id);
  const phases = {
    idle: await longestBlock(() => pause(4000)),
    table: await longestBlock(async () => {
      await vscode.commands.executeCommand('modeltrail.runs.openTable');
      await pause(6000);
    }),
    compare: await longestBlock(async () => {
      await vscode.commands.executeCommand('modeltrail.runs.openCompare', ids, folder.uri.toString());
      await pause(8000);
    }),
    live: await longestBlock(async () => {
      for (let round = 0; round < 20; round += 1) {
        await session.ask('runs/change', { ids, note: `round ${round}` });
        await pause(200);
      }
    }),
  };
  await writeFile(join(folder.uri.fsPath, 'blocking.json'), JSON.stringify(phases));
}

async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await work();
  monitor.disable();
  return monitor.max / 1e6;
}
