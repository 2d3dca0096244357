import * as vscode from 'vscode';
import type { Problem } from '../../registry/policy';
import { log } from '../log';

/** How long after a key stroke the text is read. */
const delayMs = 200;

/**
 * Marks in `.modeltrail/gates.yaml` what is wrong with it, as it stands in the editor, and warns where the copy of the
 * branch counts instead.
 */
export class GatesDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('modeltrail.gates');
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, delayMs)),
      vscode.workspace.onDidSaveTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
    ];
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    const folder = folderOf(document);
    if (!folder) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    const timer = setTimeout(() => {
      this.timers.delete(key);
      this.mark(document, folder).catch((error: unknown) => log.warn(`${key} was not checked: ${String(error)}`));
    }, delay);
    this.timers.set(key, timer);
  }

  private async mark(document: vscode.TextDocument, folder: vscode.WorkspaceFolder): Promise<void> {
    const { version } = document;
    const { parsePolicy, readPolicy } = await import('./readGates');
    const { problems } = parsePolicy(new TextEncoder().encode(document.getText()));
    // An untrusted workspace starts no Git.
    const reading = vscode.workspace.isTrusted ? await readPolicy(folder.uri.fsPath) : null;
    if (document.isClosed || document.version !== version) return;
    const other = reading?.warnings[0]?.message;
    const whole = document.lineAt(0).range;
    this.collection.set(document.uri, [
      ...problems.map((problem) => toDiagnostic(document, problem)),
      ...(other === undefined ? [] : [diagnose(whole, other, vscode.DiagnosticSeverity.Warning)]),
    ]);
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.collection.delete(uri);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }
}

/** The workspace folder whose policy a document is. */
function folderOf({ uri }: vscode.TextDocument): vscode.WorkspaceFolder | undefined {
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!folder) return undefined;
  const policy = vscode.Uri.joinPath(folder.uri, '.modeltrail', 'gates.yaml');
  return policy.toString() === uri.toString() ? folder : undefined;
}

function toDiagnostic(
  document: vscode.TextDocument,
  { line, column, severity, message, code }: Problem,
): vscode.Diagnostic {
  const start = document.validatePosition(new vscode.Position(line - 1, column - 1));
  // A word as YAML has them: up to white space or what ends an entry.
  const range =
    document.getWordRangeAtPosition(start, /[^\s,{}[\]:]+/) ?? new vscode.Range(start, start.translate(0, 1));
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  return Object.assign(diagnose(range, message, level), { code });
}

function diagnose(range: vscode.Range, message: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  return Object.assign(new vscode.Diagnostic(range, message, severity), { source: 'ModelTrail' });
}
