import { writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Node's own loader function, which has no type. */
interface Loader {
  _load: (request: string, ...rest: readonly unknown[]) => unknown;
}

/** VS Code calls it in place of tests: activates the extension and leaves the milliseconds in the opened folder. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!extension || !folder) throw new Error('There is no extension or no folder.');
  if (extension.isActive) throw new Error('The extension was active before the clock started.');
  const slice = { load: 0, activate: 0 };
  const restore = watchLoading(join(extension.extensionPath, 'dist', 'extension.js'), slice);
  const start = performance.now();
  await extension.activate();
  const waited = performance.now() - start;
  restore();
  await writeFile(join(folder.uri.fsPath, 'activate.json'), JSON.stringify({ ...slice, waited }));
}

/** Times the load of the extension's bundle and its `activate`, each a synchronous slice of the host. */
function watchLoading(file: string, slice: { load: number; activate: number }): () => void {
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = (request, ...rest) => {
    if (request !== file) return load(request, ...rest);
    const loading = performance.now();
    const { activate } = load(request, ...rest) as { activate: (context: unknown) => unknown };
    slice.load = performance.now() - loading;
    return {
      activate: (context: unknown) => {
        const activating = performance.now();
        const api = activate(context);
        slice.activate = performance.now() - activating;
        return api;
      },
    };
  };
  return () => {
    loader._load = load;
  };
}
