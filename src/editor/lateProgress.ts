import * as vscode from 'vscode';

const lateMs = 1_000;

/** Does work that shows progress, with a way to cancel it, once it has taken a second; cancelling is an abort, which is silent. */
export async function withLateProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const working = work(abort.signal);
  const ended = working.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      return ended;
    });
  }, lateMs);
  void ended.then(() => clearTimeout(timer));
  return working;
}
