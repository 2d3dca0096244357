import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** VS Code calls it in place of tests: activates the extension and leaves the milliseconds in the opened folder. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!extension || !folder) throw new Error('There is no extension or no folder.');
  if (extension.isActive) throw new Error('The extension was active before the clock started.');
  const start = performance.now();
  await extension.activate();
  await writeFile(join(folder.uri.fsPath, 'activate.json'), JSON.stringify(performance.now() - start));
}
