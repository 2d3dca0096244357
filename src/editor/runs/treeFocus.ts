import * as vscode from 'vscode';

/**
 * The node under the tree's keyboard focus, which the arrow keys move without the selection. The API tells the
 * selection alone, so the focused node is toggled in it and back: the one that came or went is meant. Nothing opens
 * meanwhile, because the command that opens a run is disabled by the context key. Only for a tree that has the focus.
 */
export async function readFocus<Node>(view: vscode.TreeView<Node>): Promise<Node | undefined> {
  await vscode.commands.executeCommand('setContext', 'modeltrail.readingFocus', true);
  try {
    const before = view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    const after = view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    return differing(before, after);
  } finally {
    await vscode.commands.executeCommand('setContext', 'modeltrail.readingFocus', false);
  }
}

function differing<Node>(one: readonly Node[], other: readonly Node[]): Node | undefined {
  return other.find((node) => !one.includes(node)) ?? one.find((node) => !other.includes(node));
}
