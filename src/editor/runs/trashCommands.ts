import { pickSession, type Command } from '../commands';
import { selectedRuns } from './runPick';
import type { TrashNode } from './nodes';

export const trashCommands: readonly Command[] = [
  {
    id: 'modeltrail.run.restore',
    needs: 'tracker',
    run: async (workbench, ...args) => {
      const selection = await selectedRuns(workbench, args, { many: true });
      if (selection) await selection.session.ask('runs/restore', { ids: selection.runs.map(({ id }) => id) });
    },
  },
  {
    id: 'modeltrail.run.deleteForever',
    needs: 'tracker',
    run: async (workbench, ...args) => {
      const selection = await selectedRuns(workbench, args, { many: true });
      if (!selection) return;
      const { deleteForever } = await import('./deleteForever');
      await deleteForever(
        selection.session,
        selection.runs.map(({ id }) => id),
      );
    },
  },
  {
    id: 'modeltrail.trash.empty',
    needs: 'tracker',
    run: async (workbench, node) => {
      const session = await pickSession(workbench, (node as TrashNode | undefined)?.folder);
      if (!session) return;
      const { emptyTrash } = await import('./deleteForever');
      await emptyTrash(session);
    },
  },
];
