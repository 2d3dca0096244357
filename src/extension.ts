import { join } from 'node:path';
import type * as vscode from 'vscode';
import { bisectCommands } from './editor/bisect/bisectCommands';
import { CodeDocuments } from './editor/codeDocuments';
import { registerCommands } from './editor/commands';
import { GatesDiagnostics } from './editor/gates/gatesDiagnostics';
import { registerLinks } from './editor/links';
import { log } from './editor/log';
import { Panels } from './editor/panels/panels';
import { codeCommands } from './editor/runs/codeCommands';
import { ComparisonSet } from './editor/runs/comparison';
import { experimentCommands } from './editor/runs/experimentCommands';
import { runCommands } from './editor/runs/runCommands';
import { RunsTree } from './editor/runs/runsTree';
import { WorkspaceWatch } from './editor/runs/stalenessWatch';
import { trashCommands } from './editor/runs/trashCommands';
import { undoCommands } from './editor/runs/undoCommands';
import { sampleCommands } from './editor/sampleCommands';
import { Sessions } from './editor/sessions';
import { StatusBar } from './editor/statusBar';
import { storeCommands, watchStores } from './editor/storeTrouble';
import { TerminalEnvironment, writeCommand } from './editor/terminalEnvironment';
import { tableCommands } from './editor/table/tableCommands';
import { trackerCommands } from './editor/trackerCommands';
import { runViewCommand } from './editor/viewCommands';

/** What tests of the extension reach inside by. */
export interface Api {
  readonly sessions: Sessions;
  readonly runs: RunsTree;
}

/** Wires the parts, nothing else: each registers what it needs and is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): Api {
  const sessions = new Sessions(context.asAbsolutePath(join('dist', 'tracker.js')));
  const comparison = new ComparisonSet(context.workspaceState);
  const watch = new WorkspaceWatch(sessions);
  const runs = new RunsTree(sessions, comparison, { state: context.workspaceState, watch });
  const panels = new Panels({
    sessions,
    comparison,
    extensionUri: context.extensionUri,
    onWorkspaceChange: watch.onChange,
    onCommand: (command, session) => runViewCommand(command, { session, comparison }),
  });
  context.subscriptions.push(
    log,
    sessions,
    watch,
    runs,
    panels,
    new StatusBar(sessions, runs),
    new TerminalEnvironment(context, sessions),
    CodeDocuments.register(sessions),
    registerLinks(sessions, panels),
    new GatesDiagnostics(),
    watchStores(sessions),
    registerCommands({ context, sessions, runs, comparison, panels }, [
      ...runCommands,
      ...experimentCommands,
      ...trashCommands,
      ...undoCommands,
      ...codeCommands,
      ...tableCommands,
      ...bisectCommands,
      ...trackerCommands,
      ...sampleCommands,
      ...storeCommands,
    ]),
  );
  writeCommand(context).catch((error: unknown) => log.warn(`The terminal command was not written: ${String(error)}`));
  return { sessions, runs };
}
