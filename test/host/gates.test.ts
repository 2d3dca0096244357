import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';

describe('the policy file in the editor', () => {
  let file: vscode.Uri;

  before(() => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, '.modeltrail', 'gates.yaml');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(file);
  });

  const marks = (): readonly string[] =>
    vscode.languages
      .getDiagnostics(file)
      .map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`);

  it('marks what is wrong while it is typed', async () => {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('version: 1\nmodel: []\n'));
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    await eventually(
      'A mark',
      () => Promise.resolve(marks()),
      (found) => found.includes("1:0 The key 'model' is not known here."),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 'model'.length), 's'));
    await eventually(
      'No mark',
      () => Promise.resolve(marks()),
      (found) => found.length === 0,
    );
  });
});
