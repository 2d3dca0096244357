import * as vscode from 'vscode';
import { ModelTrailError } from '../protocol/errors';
import { showError } from './errors';
import type { FolderSession } from './folderSession';
import { log } from './log';
import type { Panels } from './panels/panels';
import type { ComparisonSet } from './runs/comparison';
import type { RunsTree } from './runs/runsTree';
import type { Sessions } from './sessions';

/** What commands work with. */
export interface Workbench {
  readonly context: vscode.ExtensionContext;
  readonly sessions: Sessions;
  readonly runs: RunsTree;
  readonly comparison: ComparisonSet;
  readonly panels: Panels;
}

export interface Command {
  /** As in `package.json`; a test keeps both lists equal. */
  readonly id: string;
  /** `tracker`: a trusted folder with a session must be open. */
  readonly needs: 'nothing' | 'tracker';
  readonly run: (workbench: Workbench, ...args: readonly unknown[]) => unknown;
}

/** Registers the table: each command is checked, timed, logged, and its errors reach the user in one way. */
export function registerCommands(workbench: Workbench, commands: readonly Command[]): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, needs, run }) =>
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        const start = performance.now();
        try {
          if (needs === 'tracker') requireSession(workbench);
          return await run(workbench, ...args);
        } catch (error) {
          await showError(error);
          return undefined;
        } finally {
          log.debug(`${id} took ${Math.round(performance.now() - start)} ms`);
        }
      }),
    ),
  );
}

function requireSession({ sessions }: Workbench): void {
  if (sessions.all.length > 0) return;
  if (!vscode.workspace.isTrusted) {
    throw new ModelTrailError('UNTRUSTED', vscode.l10n.t('ModelTrail starts nothing in an untrusted workspace.'), {
      hint: vscode.l10n.t('Trust the workspace to record and compare runs here.'),
    });
  }
  throw new ModelTrailError('NO_FOLDER', vscode.l10n.t('ModelTrail records into a folder, and none is open.'), {
    hint: vscode.l10n.t('Open the folder of your project.'),
  });
}

/** The session a command means: of the given folder, else of the only one, else the user's choice; undefined: none. */
export async function pickSession({ sessions }: Workbench, folder?: string): Promise<FolderSession | undefined> {
  const named = folder === undefined ? undefined : sessions.get(folder);
  if (named) return named;
  const { all } = sessions;
  if (all.length < 2) return all[0];
  const items = all.map((session) => ({ label: session.folder.name, session }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Folder') }))?.session;
}
