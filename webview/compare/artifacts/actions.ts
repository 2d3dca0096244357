import { toError } from '../../../src/protocol/errors';
import { artifactLimit } from '../../../src/protocol/view';
import type { ViewClient } from '../../shared/rpc';
import type { Store } from '../../shared/store';
import { shownRuns, type CompareModel } from '../model';
import { readableBytes, readAs, toContent } from './content';
import { contentKey, runsAtFirst, type Content, type ListedFile, type Listing } from './model';
import { pictureAt, picturesOf } from './pictures';
import { filesOf, stepsOf } from './union';

export interface ArtifactActions {
  /** Lists and reads what the page shows and has not read; called after each drawing. */
  ensure(): void;
  /** Lists again the runs that were listed; `ids` null: all. */
  refresh(ids: readonly string[] | null): void;
  showMore(): void;
}

const mostFiles = 5000;
const deepest = 12;

/** Of the shown runs the path of each that is shown now; null where the run has none. */
export function shownPaths(model: CompareModel): ReadonlyMap<string, string | null> {
  const { intent, artifacts } = model;
  const shown = intent?.artifacts.shown;
  const runs = shownRuns(model).filter((run) => !run.hidden && run.row !== null);
  if (!intent || !shown) return new Map();
  const listings = runs.map((run) => artifacts.listings.get(run.id));
  const last = shown.kind === 'pictures' ? stepsOf(listings, shown.name).at(-1) : undefined;
  return new Map(
    runs.slice(0, artifacts.most).map((run, index) => {
      const paths = filesOf(listings[index]).map(({ path }) => path);
      if (shown.kind === 'file') return [run.id, paths.includes(shown.name) ? shown.name : null];
      const picture = pictureAt(picturesOf(paths, shown.name), intent.artifacts.step ?? last ?? 0);
      return [run.id, picture?.path ?? null];
    }),
  );
}

export function artifactActions(client: ViewClient, store: Store<CompareModel>): ArtifactActions {
  const put = (change: Partial<CompareModel['artifacts']>): void =>
    store.set({ artifacts: { ...store.state.artifacts, ...change } });
  const putListing = (run: string, listing: Listing): void =>
    put({ listings: new Map(store.state.artifacts.listings).set(run, listing) });
  const putContent = (key: string, content: Content): void =>
    put({ contents: new Map(store.state.artifacts.contents).set(key, content) });

  async function list(run: string): Promise<void> {
    try {
      const { files, cut } = await walk(client, run);
      forgetChanged(run, files);
      putListing(run, { kind: 'ready', files, cut });
    } catch (thrown) {
      putListing(run, { kind: 'failed', error: toError(thrown) });
    }
  }

  /** What was read of files that have another size now is read again. */
  function forgetChanged(run: string, files: readonly ListedFile[]): void {
    const before = new Map(filesOf(store.state.artifacts.listings.get(run)).map(({ path, bytes }) => [path, bytes]));
    const changed = files.filter(({ path, bytes }) => before.has(path) && before.get(path) !== bytes);
    if (changed.length > 0) drop(new Set(changed.map(({ path }) => contentKey(run, path))));
  }

  function drop(keys: ReadonlySet<string>): void {
    const kept = new Map(store.state.artifacts.contents);
    for (const key of keys) {
      const content = kept.get(key);
      if (content?.kind === 'image') URL.revokeObjectURL(content.url);
      kept.delete(key);
    }
    put({ contents: kept });
  }

  function read(run: string, { path, bytes }: ListedFile): void {
    const key = contentKey(run, path);
    const as = readAs(path);
    const limit = as === 'image' ? artifactLimit : readableBytes;
    if (as === null) putContent(key, { kind: 'other' });
    else if ((bytes ?? 0) > limit) putContent(key, { kind: 'large', bytes: bytes ?? 0 });
    else {
      putContent(key, { kind: 'reading' });
      client.artifact(run, path).then(
        (content) => {
          // Another picture may be shown by now; what nobody shows is not kept.
          if (store.state.artifacts.contents.has(key)) putContent(key, toContent(path, content));
        },
        (thrown: unknown) => {
          if (store.state.artifacts.contents.has(key)) putContent(key, { kind: 'failed', error: toError(thrown) });
        },
      );
    }
  }

  return {
    ensure() {
      const { intent, artifacts } = store.state;
      if (intent?.artifacts.open !== true) return;
      for (const run of shownRuns(store.state)) {
        if (run.hidden || run.row === null || artifacts.listings.has(run.id)) continue;
        putListing(run.id, { kind: 'reading' });
        void list(run.id);
      }
      const wanted = [...shownPaths(store.state)].flatMap(([run, path]) => {
        const file = filesOf(artifacts.listings.get(run)).find((each) => each.path === path);
        return file === undefined ? [] : [{ run, file, key: contentKey(run, file.path) }];
      });
      const keys = new Set(wanted.map(({ key }) => key));
      const stale = [...store.state.artifacts.contents.keys()].filter((key) => !keys.has(key));
      if (stale.length > 0) drop(new Set(stale));
      for (const { run, file, key } of wanted) if (!store.state.artifacts.contents.has(key)) read(run, file);
    },
    refresh(ids) {
      for (const run of store.state.artifacts.listings.keys()) if (ids === null || ids.includes(run)) void list(run);
    },
    showMore: () => put({ most: store.state.artifacts.most + runsAtFirst }),
  };
}

/** Every file of a run, folder by folder, up to a limit. */
async function walk(
  client: ViewClient,
  run: string,
): Promise<{ readonly files: readonly ListedFile[]; readonly cut: boolean }> {
  const files: ListedFile[] = [];
  let folders = [''];
  for (let depth = 0; depth < deepest && folders.length > 0 && files.length < mostFiles; depth++) {
    const next: string[] = [];
    for (const path of folders) {
      const listed = await client.ask('artifacts/list', { id: run, path });
      for (const entry of listed.files) {
        if (entry.isDir) next.push(entry.path);
        else files.push({ path: entry.path, bytes: entry.bytes });
      }
      if (files.length >= mostFiles) break;
    }
    folders = next;
  }
  return { files: files.slice(0, mostFiles), cut: files.length > mostFiles || folders.length > 0 };
}
