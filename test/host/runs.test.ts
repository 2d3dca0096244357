import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';
import type { RunsNode } from '../../src/editor/runs/nodes';
import { eventually } from '../support/eventually';
import { countListeners } from '../support/listeners';

describe('RUNS', () => {
  let api: Api;

  before(async () => {
    api = (await vscode.extensions.getExtension<Api>('modeltrail.modeltrail')?.activate()) as Api;
    await vscode.commands.executeCommand('modeltrail.runs.focus');
  });

  const session = () => {
    const [only] = api.sessions.all;
    assert.ok(only, 'a trusted folder has a session');
    return only;
  };

  const labels = async (node?: RunsNode): Promise<string[]> => {
    const nodes = await api.runs.getChildren(node);
    return nodes.map((child) => labelOf(api.runs.getTreeItem(child)));
  };

  const nodeNamed = (label: string, parent?: RunsNode): Promise<RunsNode> =>
    eventually(
      `A node '${label}'`,
      async () => (await api.runs.getChildren(parent)).find((node) => labelOf(api.runs.getTreeItem(node)) === label),
      (node) => node !== undefined,
    ) as Promise<RunsNode>;

  it('shows a run below its experiment, with its primary metric, and follows it live', async () => {
    const run = await session().ask('runs/create', { experiment: 'host', name: 'first-run' });
    const experiment = await nodeNamed('host');
    const node = await nodeNamed('first-run', experiment);
    assert.equal(node.kind, 'run');
    await session().ask('experiments/setPrimaryMetric', { id: run.experiment.id, key: 'acc', direction: 'max' });
    await logMetric(run.id, 'acc', 0.93125);
    await eventually(
      'The metric in the tree',
      async () => {
        const [child] = await api.runs.getChildren(await nodeNamed('host'));
        return child && String(api.runs.getTreeItem(child).description);
      },
      (description) => description?.includes('acc 0.9313 · running') === true,
    );
    await session().ask('runs/end', { id: run.id, status: 'FAILED' });
    await eventually(
      'The end of the run in the tree',
      () => Promise.resolve(String(api.runs.getTreeItem(node).description)),
      (description) => description.includes('failed'),
    );
  });

  it('ties a run to its commit and its uncommitted files, and shows them in the diff editor', async () => {
    const folder = session().folder.uri.fsPath;
    await writeFile(join(folder, 'train.py'), "print('training harder')\n");
    await writeFile(join(folder, 'notes.txt'), 'not committed\n');
    const run = await session().ask('runs/create', { experiment: 'host', name: 'dirty-run' });
    const code = await eventually(
      'The snapshot of the run',
      () => session().ask('runs/code', { id: run.id }),
      ({ files }) => files.length > 0,
    );
    assert.deepEqual(code.files.map(({ path, status }) => `${status} ${path}`).sort(), [
      'added notes.txt',
      'modified train.py',
    ]);
    await vscode.commands.executeCommand('modeltrail.run.openUncommitted', run.id);
    await eventually(
      'The multi-diff editor',
      () => Promise.resolve(vscode.window.tabGroups.activeTabGroup.activeTab?.label),
      (label) => label?.startsWith('dirty-run: uncommitted changes') === true,
    );
    const uri = vscode.Uri.from({
      scheme: 'modeltrail-code',
      path: '/train.py',
      query: new URLSearchParams({
        folder: session().folder.uri.toString(),
        id: run.id,
        before: 'true',
      }).toString(),
    });
    const before = await vscode.workspace.openTextDocument(uri);
    assert.equal(before.getText(), "print('training')\n");
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('moves a deleted run to the Trash and brings it back', async () => {
    const run = await session().ask('runs/create', { experiment: 'trashed', name: 'unwanted' });
    const experiment = await nodeNamed('trashed');
    const node = await nodeNamed('unwanted', experiment);
    await vscode.commands.executeCommand('modeltrail.run.delete', node);
    const trash = await nodeNamed('Trash');
    await nodeNamed('unwanted', trash);
    await session().ask('runs/restore', { ids: [run.id] });
    await eventually(
      'An empty Trash',
      () => labels(),
      (roots) => !roots.includes('Trash'),
    );
  });

  it('pages long lists and never shows more than 200 children', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      ids.push((await session().ask('runs/create', { experiment: 'many', name: `run-${index}` })).id);
    }
    const experiment = await nodeNamed('many');
    const more = await nodeNamed('Show 10 more', experiment);
    assert.equal((await labels(experiment)).length, 51);
    await vscode.commands.executeCommand('modeltrail.runs.loadMore', more);
    await eventually(
      'All runs',
      () => labels(experiment),
      (children) => children.length === 60 && children.includes('run-0'),
    );
    await session().ask('runs/delete', { ids });
  });

  it('filters by the search language and says what it does not understand', async () => {
    await session().ask('runs/create', { experiment: 'host', name: 'needle' });
    await api.runs.setFilter("run_name = 'needle'");
    await eventually(
      'Only the matching run',
      async () => labels(await nodeNamed('host')),
      (children) => children.length === 1 && children[0] === 'needle',
    );
    await api.runs.setFilter("run_name = 'not there'");
    await eventually(
      'A word that nothing matches',
      async () => labels(await nodeNamed('host')),
      (children) => children.join() === 'No run matches the filter',
    );
    await assert.rejects(api.runs.setFilter('metrics.acc >'), { code: 'INVALID_VALUE' });
    await api.runs.setFilter('');
  });

  it('connects terminals and tasks of the folder', async () => {
    const { url, token } = await session().client();
    const script = 'console.log(JSON.stringify([process.env.MLFLOW_TRACKING_URI, process.env.MLFLOW_TRACKING_TOKEN]))';
    const file = join(session().folder.uri.fsPath, 'environment.json');
    const execution = new vscode.ProcessExecution(process.execPath, [
      '-e',
      `require('fs').writeFileSync(${JSON.stringify(file)}, ${script.slice('console.log('.length, -1)})`,
    ]);
    const task = new vscode.Task({ type: 'process' }, session().folder, 'environment', 'test', execution);
    const ended = new Promise<void>((resolve) => {
      const subscription = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name !== 'environment') return;
        subscription.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(task);
    await ended;
    const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(file))).toString();
    assert.deepEqual(JSON.parse(text), [url, token]);
  });

  it('opens and closes a run page 50 times and leaves no panel and no listener behind', async () => {
    const { id } = await session().ask('runs/create', { experiment: 'host', name: 'opened' });
    const listeners = (): number => countListeners(session());
    const before = listeners();
    for (let round = 0; round < 50; round += 1) {
      await vscode.commands.executeCommand('modeltrail.run.open', id);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    await eventually(
      'As many listeners as before',
      () => Promise.resolve(listeners()),
      (count) => count === before,
    );
    assert.equal(vscode.window.tabGroups.all.flatMap((group) => group.tabs).length, 0);
  });

  async function logMetric(runId: string, key: string, value: number): Promise<void> {
    const { url, token } = await session().client();
    const response = await fetch(`${url}/api/2.0/mlflow/runs/log-metric`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({ run_id: runId, key, value, timestamp: Date.now(), step: 1 }),
    });
    assert.equal(response.status, 200, await response.text());
  }
});

function labelOf({ label }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}
