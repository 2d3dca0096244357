import * as vscode from 'vscode';
import type { RunsTree } from './runs/runsTree';
import type { Sessions } from './sessions';

/** The one status bar item: how many runs train, or the tracker's trouble. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('modeltrail', vscode.StatusBarAlignment.Left, 5);
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly sessions: Sessions,
    private readonly tree: RunsTree,
  ) {
    this.item.name = 'ModelTrail';
    this.item.command = 'modeltrail.tracker.showActions';
    this.subscriptions = [
      this.item,
      tree.onDidChangeTreeData(() => this.update()),
      sessions.onChange(() => this.update()),
      sessions.onState(() => this.update()),
    ];
    this.update();
  }

  private update(): void {
    const sessions = this.sessions.all;
    const failed = sessions.find((session) => session.state === 'failed');
    const { running } = this.tree;
    if (sessions.length === 0) {
      this.item.hide();
      return;
    }
    if (failed) {
      this.item.text = `$(beaker) $(error) ModelTrail`;
      this.item.tooltip = failed.failure?.message;
      this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
    } else if (sessions.some((session) => session.state !== 'connected')) {
      this.item.text = `$(beaker) $(loading~spin)`;
      this.item.tooltip = vscode.l10n.t('ModelTrail connects to its tracker.');
      this.item.backgroundColor = undefined;
    } else {
      this.item.text = running === 0 ? '$(beaker)' : vscode.l10n.t('$(beaker) {0} running', running);
      this.item.tooltip = vscode.l10n.t('ModelTrail records runs of this folder.');
      this.item.backgroundColor = undefined;
    }
    this.item.accessibilityInformation = {
      label: running === 0 ? 'ModelTrail' : vscode.l10n.t('ModelTrail: {0} runs train', running),
    };
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
