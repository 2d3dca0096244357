import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';
import type { RunsNode } from '../../src/editor/runs/nodes';
import { eventually } from '../support/eventually';

describe('undo in the editor', () => {
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

  const nodeNamed = (label: string, parent?: RunsNode): Promise<RunsNode> =>
    eventually(
      `A node '${label}'`,
      async () => (await api.runs.getChildren(parent)).find((node) => api.runs.getTreeItem(node).label === label),
      (node) => node !== undefined,
    ) as Promise<RunsNode>;

  const gone = (label: string, parent?: RunsNode): Promise<unknown> =>
    eventually(
      `No node '${label}'`,
      async () => (await api.runs.getChildren(parent)).map((node) => api.runs.getTreeItem(node).label),
      (labels) => !labels.includes(label),
    );

  it('takes a deletion back and does it again', async () => {
    const run = await session().ask('runs/create', { experiment: 'undone', name: 'wanted' });
    const node = await nodeNamed('wanted', await nodeNamed('undone'));
    await vscode.commands.executeCommand('modeltrail.run.delete', node);
    const isTrashed = async () => (await session().ask('runs/read', { id: run.id })).deletedAt !== null;
    assert.equal(await isTrashed(), true);
    await vscode.commands.executeCommand('modeltrail.undo');
    assert.equal(await isTrashed(), false);
    await nodeNamed('wanted', await nodeNamed('undone'));
    await vscode.commands.executeCommand('modeltrail.redo');
    assert.equal(await isTrashed(), true);
    await vscode.commands.executeCommand('modeltrail.undo');
    assert.equal(await isTrashed(), false);
  });

  it('undoes what the command line did, as the tracker keeps the journal', async () => {
    const run = await session().ask('runs/create', { experiment: 'undone', name: 'named' });
    await session().ask('runs/change', { ids: [run.id], name: 'misnamed' });
    await vscode.commands.executeCommand('modeltrail.undo');
    assert.equal((await session().ask('runs/read', { id: run.id })).name, 'named');
  });

  it('moves an experiment to the Trash, shows it there and restores it', async () => {
    await session().ask('runs/create', { experiment: 'over', name: 'inside' });
    await vscode.commands.executeCommand('modeltrail.experiment.delete', await nodeNamed('over'));
    await gone('over');
    const trash = await nodeNamed('Trash');
    const node = await nodeNamed('over', trash);
    assert.equal(node.kind, 'trashedExperiment');
    assert.equal(api.runs.getTreeItem(node).contextValue, 'trashedExperiment');
    assert.equal(api.runs.getParent(node), trash);
    await vscode.commands.executeCommand('modeltrail.experiment.restore', node);
    await nodeNamed('inside', await nodeNamed('over'));
    await gone('over', trash);
  });

  it('says that there is nothing to do again rather than failing', async () => {
    await session().ask('runs/create', { experiment: 'undone', name: 'last' });
    const run = await session().ask('runs/resolve', { name: '@latest' });
    await session().ask('runs/change', { ids: [run.id], starred: true });
    await vscode.commands.executeCommand('modeltrail.redo');
    assert.equal((await session().ask('runs/read', { id: run.id })).starred, true);
  });
});
