import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import type { RunRow } from '../../protocol/run';
import { pickSession, type Command, type Workbench } from '../commands';
import type { FolderSession } from '../folderSession';
import { pickRun, selectedRuns } from '../runs/runPick';
import { orderRuns } from './orderRuns';

export const bisectCommands: readonly Command[] = [
  {
    id: 'modeltrail.runs.openBisect',
    needs: 'tracker',
    run: async (workbench, pair, folder) => {
      const session = await pickSession(workbench, String(folder));
      const { good, bad } = Object(pair) as { readonly good?: unknown; readonly bad?: unknown };
      if (!session || typeof good !== 'string' || typeof bad !== 'string') return;
      workbench.panels.showBisect(session, { good, bad });
    },
  },
  {
    id: 'modeltrail.run.bisect',
    needs: 'tracker',
    run: async (workbench, ...args) => {
      if (args.length === 0 && workbench.runs.view.selection.length === 0) {
        await bisectPicked(workbench);
        return;
      }
      const selection = await selectedRuns(workbench, args, { many: true });
      const [one, other, ...more] = selection?.runs ?? [];
      if (!selection || !one) return;
      if (more.length > 0) {
        throw new ModelTrailError('TOO_MANY', vscode.l10n.t('Select two runs: a good one and a bad one.'));
      }
      const good = other ?? (await pickRun(selection.session, { placeHolder: goodText(one), except: [one.id] }));
      if (good) await show(workbench, selection.session, { good, bad: one });
    },
  },
];

function goodText(bad: RunRow): string {
  return vscode.l10n.t('A good run to hold {0} against', bad.name);
}

async function bisectPicked(workbench: Workbench): Promise<void> {
  const session = await pickSession(workbench);
  if (!session) return;
  const bad = await pickRun(session, { placeHolder: vscode.l10n.t('The bad run') });
  const good = bad && (await pickRun(session, { placeHolder: goodText(bad), except: [bad.id] }));
  if (good) workbench.panels.showBisect(session, { good: good.id, bad: bad.id });
}

/** The primary metric knows which one is worse; where it does not, the order stands and the page can swap it. */
async function show(
  { panels, runs }: Workbench,
  session: FolderSession,
  pair: { readonly good: RunRow; readonly bad: RunRow },
): Promise<void> {
  const experiments = runs.model(session.folder.uri.toString())?.experiments ?? [];
  const primary = experiments.find(({ id }) => id === pair.bad.experiment.id)?.primaryMetric ?? null;
  const include = { params: [], metrics: primary === null ? [] : [primary.key], tags: [] };
  const [good, bad] = await session.ask('runs/rows', { ids: [pair.good.id, pair.bad.id], include });
  if (good && bad) panels.showBisect(session, orderRuns(good, bad, primary));
}
