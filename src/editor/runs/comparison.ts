import * as vscode from 'vscode';

const key = 'modeltrail.comparison';

/** The runs ticked for comparison, per workspace folder; kept over reloads. */
export class ComparisonSet {
  private readonly byFolder: Map<string, Set<string>>;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    const stored = state.get<Record<string, string[]>>(key, {});
    this.byFolder = new Map(Object.entries(stored).map(([folder, ids]) => [folder, new Set(ids)]));
    this.tellMenus();
  }

  has(folder: string, id: string): boolean {
    return this.byFolder.get(folder)?.has(id) ?? false;
  }

  ids(folder: string): readonly string[] {
    return [...(this.byFolder.get(folder) ?? [])];
  }

  /** The folder with the most ticked runs: the one that "Compare" means when nothing else says which. */
  get busiest(): string | undefined {
    return [...this.byFolder].sort((a, b) => b[1].size - a[1].size)[0]?.[0];
  }

  set(folder: string, id: string, ticked: boolean): void {
    this.setAll(folder, [id], ticked);
  }

  setAll(folder: string, ids: readonly string[], ticked: boolean): void {
    let known = this.byFolder.get(folder);
    if (!known) this.byFolder.set(folder, (known = new Set()));
    for (const id of ids) {
      if (ticked) known.add(id);
      else known.delete(id);
    }
    this.save();
  }

  clear(): void {
    this.byFolder.clear();
    this.save();
  }

  private save(): void {
    void this.state.update(key, Object.fromEntries([...this.byFolder].map(([folder, ids]) => [folder, [...ids]])));
    this.tellMenus();
    this.changed.fire();
  }

  private tellMenus(): void {
    const most = Math.max(0, ...[...this.byFolder.values()].map((ids) => ids.size));
    void vscode.commands.executeCommand('setContext', 'modeltrail.ticked', most);
  }
}
