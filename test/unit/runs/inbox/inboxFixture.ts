import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf, type Layout } from '../../../../src/protocol/layout';
import { ensureDefaultExperiment, foldFile, readRun, type InboxPlace, type Run } from '../../../../src/runs';
import { openStore } from '../../../../src/store';
import { migrations } from '../../../../src/tracker/migrations';

export interface Inbox {
  readonly place: InboxPlace;
  readonly layout: Layout;
  readonly clock: { now: number };
  path(name: string): string;
  append(name: string, ...lines: readonly (object | string)[]): void;
  /** Folds a file until nothing complete is left; resolves to how many lines were accepted and rejected. */
  fold(name: string): Promise<{ accepted: number; rejected: number }>;
  /** The runs, in the order of their making. */
  runs(): Run[];
  /** `[step, value]` of every point of a metric of a run. */
  points(run: string, key: string): unknown[];
  rejected(name: string): { line: number; reason: string; text: string }[];
  close(): void;
}

/** An inbox in a new folder with a store of its own and a clock that stands still. */
export function openInbox(): Inbox {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modeltrail-inbox-')));
  const layout = layoutOf(folder);
  mkdirSync(layout.inbox, { recursive: true });
  const db = openStore(layout.store, { migrations });
  const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
  ensureDefaultExperiment(db, { artifactRoot: 'mlflow-artifacts:', now: clock.now });
  const place: InboxPlace = {
    layout,
    db,
    artifactRoot: 'mlflow-artifacts:',
    artifactsFolder: layout.artifacts,
    now: () => clock.now,
  };
  const path = (name: string): string => join(layout.inbox, name);
  return {
    place,
    layout,
    clock,
    path,
    append: (name, ...lines) => {
      const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
      appendFileSync(path(name), texts.map((text) => `${text}\n`).join(''));
    },
    fold: async (name) => {
      const total = { accepted: 0, rejected: 0 };
      for (;;) {
        const slice = await foldFile(place, name);
        total.accepted += slice.accepted;
        total.rejected += slice.rejected;
        if (slice.isDone) return total;
      }
    },
    runs: () => {
      const ids = db.prepare('SELECT uuid FROM runs ORDER BY id').pluck().all() as string[];
      return ids.map((id) => readRun(db, id));
    },
    points: (run, key) =>
      db
        .prepare(
          `SELECT p.step, p.value FROM points p JOIN runs r ON r.id = p.run JOIN keys k ON k.id = p.key
           WHERE r.uuid = ? AND k.name = ? ORDER BY p.step`,
        )
        .raw()
        .all(run, key),
    rejected: (name) => {
      const file = join(layout.inbox, 'rejected', name);
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as { line: number; reason: string; text: string });
    },
    close: () => {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
