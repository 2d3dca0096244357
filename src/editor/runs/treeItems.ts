import * as vscode from 'vscode';
import { formatDuration } from '../../protocol/format';
import type { ExperimentRow } from '../../protocol/rpc';
import { runColour, runColourIds } from '../../protocol/runColour';
import type { RunRow } from '../../protocol/run';
import { explainStaleness } from '../../protocol/explainStaleness';
import type { Staleness } from '../../protocol/staleness';
import { describeExperiment, describeRun, firstLine } from './describe';
import type { RunsNode } from './nodes';

interface Context {
  readonly now: number;
  readonly primaryMetric: ExperimentRow['primaryMetric'];
  /** Whether the run is in the comparison. */
  readonly checked: boolean;
  /** How the run's code differs from the workspace; undefined: not known yet. */
  readonly staleness: Staleness | undefined;
}

/** One node of RUNS as VS Code draws it. */
export function toTreeItem(node: RunsNode, context: Context): vscode.TreeItem {
  const item = new vscode.TreeItem('', vscode.TreeItemCollapsibleState.None);
  item.id = node.id;
  switch (node.kind) {
    case 'folder':
      item.label = node.name;
      item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
      item.contextValue = 'folder';
      break;
    case 'experiment':
      item.label = node.experiment.name;
      item.description = describeExperiment(node.experiment);
      // VS Code folds nothing out later: an experiment that is shown before its first run must be open for it.
      item.collapsibleState =
        node.experiment.running > 0 || node.experiment.runs === 0
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed;
      item.contextValue = 'experiment';
      break;
    case 'run':
      describeRunItem(item, node.run, { ...context, trashed: node.parent.kind === 'trash' });
      break;
    case 'more':
      item.label = node.loads
        ? vscode.l10n.t('Show {0} more', node.remaining)
        : vscode.l10n.t('{0} more: filter to find them', node.remaining);
      item.iconPath = new vscode.ThemeIcon(node.loads ? 'ellipsis' : 'filter');
      item.command = node.loads
        ? { command: 'modeltrail.runs.loadMore', title: item.label, arguments: [node] }
        : { command: 'modeltrail.runs.filter', title: item.label };
      break;
    case 'trash':
      item.label = vscode.l10n.t('Trash');
      item.description = String(node.runs + node.experiments.length);
      item.iconPath = new vscode.ThemeIcon('trash');
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
      item.contextValue = 'trash';
      break;
    case 'trashedExperiment':
      item.label = node.experiment.name;
      item.description = vscode.l10n.t('experiment');
      item.iconPath = new vscode.ThemeIcon('beaker');
      item.contextValue = 'trashedExperiment';
      break;
    case 'message':
      item.label = node.text;
      item.iconPath = new vscode.ThemeIcon(node.icon);
      break;
  }
  return item;
}

function describeRunItem(item: vscode.TreeItem, run: RunRow, context: Context & { readonly trashed: boolean }): void {
  item.label = run.name;
  item.description = describeRun(run, context.primaryMetric, context.now, context.staleness);
  item.contextValue = runContext(run, context.trashed);
  const colour = new vscode.ThemeColor(runColourIds[runColour(run.id).index] ?? 'charts.blue');
  item.iconPath = new vscode.ThemeIcon(statusIcons[run.status], colour);
  if (run.children > 0) item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  if (context.trashed) return;
  item.checkboxState = {
    state: context.checked ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: vscode.l10n.t('Compare this run'),
  };
  item.command = { command: 'modeltrail.run.open', title: vscode.l10n.t('Open Run'), arguments: [run.id] };
}

/** The colour is the run's, the shape its status: a run that did not finish must not look as one that did. */
const statusIcons: Readonly<Record<RunRow['status'], string>> = {
  RUNNING: 'loading~spin',
  SCHEDULED: 'watch',
  FINISHED: 'circle-filled',
  FAILED: 'error',
  KILLED: 'circle-slash',
  LOST: 'debug-disconnect',
};

/** `run` with what the menus ask for as suffixes: `.trashed`, `.code`, `.starred`. */
function runContext(run: RunRow, trashed: boolean): string {
  const hasCode = run.git?.commit || run.git?.snapshot;
  return ['run', trashed ? 'trashed' : 'live', ...(hasCode ? ['code'] : []), ...(run.starred ? ['starred'] : [])].join(
    '.',
  );
}

/** The tooltip of a run, made when it is asked for: times and numbers in full. */
export function runTooltip(
  run: RunRow,
  { primaryMetric, staleness }: Pick<Context, 'primaryMetric' | 'staleness'>,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  const line = (label: string, value: string | null | undefined): void => {
    if (value) text.appendMarkdown(`${label}: `).appendText(value).appendMarkdown('  \n');
  };
  text.appendMarkdown('**').appendText(run.name).appendMarkdown('**  \n');
  line(vscode.l10n.t('Status'), capitalised(run.status));
  const metric = primaryMetric && run.metrics[primaryMetric.key];
  if (primaryMetric && metric) line(primaryMetric.key, `${metric.value} (step ${metric.step})`);
  line(vscode.l10n.t('Started'), run.startedAt && new Date(run.startedAt).toLocaleString());
  line(vscode.l10n.t('Duration'), run.durationMs === null ? null : formatDuration(run.durationMs));
  line(vscode.l10n.t('User'), run.user);
  line(vscode.l10n.t('Branch'), run.git?.branch);
  line(vscode.l10n.t('Commit'), run.git?.commit);
  if (run.git?.dirty) line(vscode.l10n.t('Code'), vscode.l10n.t('with uncommitted changes'));
  line(vscode.l10n.t('Workspace now'), staleness && explainStaleness(staleness));
  line(vscode.l10n.t('Note'), run.note && firstLine(run.note));
  line('Id', run.id);
  return text;
}

function capitalised(status: string): string {
  return status.slice(0, 1) + status.slice(1).toLowerCase();
}
