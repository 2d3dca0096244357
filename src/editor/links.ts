import * as vscode from 'vscode';
import { showError } from './errors';
import type { Panels } from './panels/panels';
import type { Sessions } from './sessions';

/** Opens `vscode://modeltrail.modeltrail/run/<id>`, which the tracker's page links to. */
export function registerLinks(sessions: Sessions, panels: Panels): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      const id = /^\/run\/([0-9a-f]{32})$/.exec(uri.path)?.[1];
      if (!id) return;
      const failures: unknown[] = [];
      for (const session of sessions.all) {
        try {
          const [run] = await session.ask('runs/rows', { ids: [id] });
          if (run) {
            panels.showRun(session, run);
            return;
          }
        } catch (error) {
          failures.push(error);
        }
      }
      await showError(failures[0] ?? new Error(vscode.l10n.t('No open folder holds the run {0}.', id)));
    },
  });
}
