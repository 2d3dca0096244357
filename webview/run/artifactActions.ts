import { toError } from '../../src/protocol/errors';
import { artifactLimit } from '../../src/protocol/view';
import type { ViewClient } from '../shared/rpc';
import { previewKind } from '../shared/previewKind';
import type { Store } from '../shared/store';
import type { ArtifactFile, Lazy, Log, RunModel } from './model';
import { logTailBytes, toLog, toPreview } from './preview';

export interface ArtifactActions {
  /** Reads a folder of the artifact tree. */
  list(path: string): Promise<void>;
  toggleFolder(path: string): void;
  select(file: ArtifactFile): void;
  toggleLog(path: string, open: boolean): void;
  /** Reads again what is open: listed folders and logs. */
  refresh(): Promise<void>;
  /** Reads the open logs again. */
  refreshLogs(): Promise<void>;
}

export function artifactActions(client: ViewClient, store: Store<RunModel>): ArtifactActions {
  const runId = () => store.state.intent?.id ?? '';

  async function list(path: string): Promise<void> {
    const put = (folder: Lazy<readonly ArtifactFile[]>): void =>
      store.set({ folders: new Map(store.state.folders).set(path, folder) });
    if (!store.state.folders.has(path)) put({ kind: 'reading' });
    try {
      const { files } = await client.ask('artifacts/list', { id: runId(), path });
      put({ kind: 'ready', value: files });
      // The logs have their own place on the page, which needs to know of them.
      if (path === '' && files.some((file) => file.isDir && file.path === 'logs')) await list('logs');
    } catch (thrown) {
      put({ kind: 'failed', error: toError(thrown) });
    }
  }

  async function readLog(path: string): Promise<void> {
    const put = (log: Lazy<Log>): void => store.set({ logs: new Map(store.state.logs).set(path, log) });
    if (!store.state.logs.has(path)) put({ kind: 'reading' });
    try {
      put({ kind: 'ready', value: toLog(await client.artifactTail(runId(), path, logTailBytes)) });
    } catch (thrown) {
      put({ kind: 'failed', error: toError(thrown) });
    }
  }

  async function refreshLogs(): Promise<void> {
    await Promise.all([...store.state.openLogs].map((path) => readLog(path)));
  }

  function show(path: string, preview: NonNullable<RunModel['selected']>['preview']): void {
    const before = store.state.selected?.preview;
    if (before?.kind === 'ready' && before.value?.kind === 'image') URL.revokeObjectURL(before.value.url);
    store.set({ selected: { path, preview } });
  }

  return {
    list,
    toggleFolder(path) {
      const open = new Set(store.state.openFolders);
      if (!open.delete(path)) {
        open.add(path);
        void list(path);
      }
      store.set({ openFolders: open });
    },
    select({ path, bytes }) {
      const kind = previewKind(path);
      if (kind === null || (bytes ?? 0) > artifactLimit) {
        show(path, { kind: 'ready', value: null });
        client.command({ name: 'openArtifact', id: runId(), path });
        return;
      }
      show(path, { kind: 'reading' });
      client.artifact(runId(), path).then(
        (content) => {
          if (store.state.selected?.path === path) show(path, { kind: 'ready', value: toPreview(path, kind, content) });
        },
        (thrown: unknown) => {
          if (store.state.selected?.path === path) show(path, { kind: 'failed', error: toError(thrown) });
        },
      );
    },
    toggleLog(path, open) {
      if (store.state.openLogs.has(path) === open) return;
      const openLogs = new Set(store.state.openLogs);
      if (open) openLogs.add(path);
      else openLogs.delete(path);
      store.set({ openLogs });
      if (open) void readLog(path);
    },
    async refresh() {
      await Promise.all([...store.state.folders.keys()].map((path) => list(path)));
      await refreshLogs();
    },
    refreshLogs,
  };
}
