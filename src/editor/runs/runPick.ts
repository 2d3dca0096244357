import * as vscode from 'vscode';
import type { RunRow } from '../../protocol/run';
import { pickSession, type Workbench } from '../commands';
import type { FolderSession } from '../folderSession';
import { describeRun } from './describe';
import type { RunNode, RunsNode } from './nodes';
import { readFocus } from './treeFocus';

export interface RunSelection {
  readonly session: FolderSession;
  readonly runs: readonly RunRow[];
}

/**
 * The runs a command means: the nodes it was called on (with the whole selection when the clicked one is in it), the id
 * it was given, for a key those under the tree's focus, else the tree's selection, else the user's choice from a list.
 * undefined: nothing chosen.
 */
export async function selectedRuns(
  workbench: Workbench,
  args: readonly unknown[],
  { many }: { readonly many: boolean },
): Promise<RunSelection | undefined> {
  const [first, selection] = args;
  if (typeof first === 'string') {
    const session = await pickSession(workbench, typeof selection === 'string' ? selection : undefined);
    return session && { session, runs: await session.ask('runs/rows', { ids: [first] }) };
  }
  const byKey = isKeyArgument(first);
  const clicked = [byKey ? await readFocus(workbench.runs.view) : first].filter(isRunNode);
  if (byKey && clicked.length === 0) return undefined;
  const selected = (Array.isArray(selection) ? (selection as unknown[]) : [...workbench.runs.view.selection]).filter(
    isRunNode,
  );
  const [node] = clicked;
  const nodes =
    many && (!node || selected.includes(node)) && selected.length > 0
      ? selected
      : node
        ? clicked
        : selected.slice(0, 1);
  const [one] = nodes;
  if (!one) {
    const session = await pickSession(workbench);
    const run = session && (await pickRun(session, { placeHolder: vscode.l10n.t('Run') }));
    return run && { session, runs: [run] };
  }
  const session = workbench.sessions.get(one.folder);
  return session && { session, runs: nodes.filter(({ folder }) => folder === one.folder).map(({ run }) => run) };
}

/** Lets the user choose among the newest runs. */
export async function pickRun(
  session: FolderSession,
  { placeHolder, except = [] }: { readonly placeHolder: string; readonly except?: readonly string[] },
): Promise<RunRow | undefined> {
  const { runs } = await session.ask('runs/page', { limit: 200, include: { params: [], metrics: [], tags: [] } });
  const items = runs
    .filter(({ id }) => !except.includes(id))
    .map((run) => ({
      label: run.name,
      description: `${run.experiment.name} · ${describeRun(run, null, Date.now())}`,
      run,
    }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}

/** What the key bindings of `package.json` hand to their commands. */
export function isKeyArgument(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'focused' in value;
}

export function isRunNode(value: unknown): value is RunNode {
  return typeof value === 'object' && value !== null && (value as Partial<RunsNode>).kind === 'run';
}
