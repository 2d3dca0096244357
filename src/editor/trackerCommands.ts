import * as vscode from 'vscode';
import { pickSession, type Command, type Workbench } from './commands';
import { log } from './log';

export const trackerCommands: readonly Command[] = [
  { id: 'modeltrail.log.show', needs: 'nothing', run: () => log.show() },
  { id: 'modeltrail.tracker.showActions', needs: 'nothing', run: showActions },
  { id: 'modeltrail.tracker.copyAddress', needs: 'tracker', run: copyAddress },
  { id: 'modeltrail.tracker.restart', needs: 'tracker', run: restart },
  { id: 'modeltrail.store.backUp', needs: 'tracker', run: backUp },
  {
    id: 'modeltrail.walkthrough.open',
    needs: 'nothing',
    run: ({ context }) =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
  },
];

async function showActions(): Promise<void> {
  const actions = [
    ['$(diff) ', vscode.l10n.t('Compare Ticked Runs'), 'modeltrail.runs.compareTicked'],
    ['$(filter) ', vscode.l10n.t('Filter Runs'), 'modeltrail.runs.filter'],
    ['$(terminal) ', vscode.l10n.t('New Terminal'), 'workbench.action.terminal.new'],
    ['$(link) ', vscode.l10n.t('Copy Tracking Address'), 'modeltrail.tracker.copyAddress'],
    ['$(archive) ', vscode.l10n.t('Back Up Runs'), 'modeltrail.store.backUp'],
    ['$(refresh) ', vscode.l10n.t('Restart Tracker'), 'modeltrail.tracker.restart'],
    ['$(output) ', vscode.l10n.t('Show Log'), 'modeltrail.log.show'],
    ['$(mortar-board) ', vscode.l10n.t('Get Started'), 'modeltrail.walkthrough.open'],
  ] as const;
  const items = actions.map(([icon, label, command]) => ({ label: icon + label, command }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'ModelTrail' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

/** For a program outside VS Code's terminals: two lines for a shell. */
async function copyAddress(workbench: Workbench): Promise<void> {
  const session = await pickSession(workbench);
  if (!session) return;
  const { url, token } = await session.client();
  const lines = [
    `export MLFLOW_TRACKING_URI=${url}`,
    ...(token === null ? [] : [`export MLFLOW_TRACKING_TOKEN=${token}`]),
  ];
  await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The address and its token are in the clipboard, as shell lines.'),
  );
}

async function restart(workbench: Workbench): Promise<void> {
  const session = await pickSession(workbench);
  if (!session) return;
  if (session.state === 'failed') {
    await session.start();
    return;
  }
  const { pid } = await session.ask('tracker/status', {});
  // It ends in order; the session notices and starts the next one at the same address.
  process.kill(pid, 'SIGTERM');
}

async function backUp(workbench: Workbench): Promise<void> {
  const session = await pickSession(workbench);
  if (!session) return;
  const day = new Date().toISOString().slice(0, 10);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(session.folder.uri, `modeltrail-${day}.db`),
    filters: { [vscode.l10n.t('ModelTrail store')]: ['db'] },
  });
  if (!target) return;
  await session.ask('tracker/backup', { file: target.fsPath }, { timeoutMs: 600_000 });
  void vscode.window.showInformationMessage(vscode.l10n.t('All runs are backed up in {0}.', target.fsPath));
}
