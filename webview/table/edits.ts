import { toError } from '../../src/protocol/errors';
import { plural } from '../../src/protocol/format';
import type { RpcParams } from '../../src/protocol/rpc';
import type { ViewClient } from '../shared/rpc';
import type { Store } from '../shared/store';
import type { TableModel } from './model';

export type RunChange = Omit<RpcParams<'runs/change'>, 'ids'>;

/** Changes of runs; each leaves a line that says what was done and takes it back. */
export interface Edits {
  /** `done` says what was done, for people: `Renamed to b2`. */
  change(ids: readonly string[], change: RunChange, done: string): void;
  /** What was written into a cell: a run's name, note or tag; an empty tag is removed. */
  write(cell: { readonly id: string; readonly column: string }, text: string, runName: string): void;
  deleteRuns(ids: readonly string[]): void;
  restoreRuns(ids: readonly string[]): void;
  /** Takes the change with this number back; null: the newest of all changes. */
  undo(id: number | null): void;
  /** Does again what was undone last. */
  redo(): void;
}

/** `changed` is told which runs to read again; null: any may have changed. */
export function tableEdits(
  client: ViewClient,
  store: Store<TableModel>,
  changed: (ids: readonly string[] | null) => void,
): Edits {
  function tell(text: string, undo: number | null, failed = false): void {
    store.set({ notice: { text, undo, failed } });
  }

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (!store.state.trusted) {
      tell(`${what}: trust this folder first.`, null, true);
      return;
    }
    try {
      await work();
    } catch (thrown) {
      tell(`${what}: ${toError(thrown).message}`, null, true);
    }
  }

  function change(ids: readonly string[], what: RunChange, done: string): void {
    void attempt('Nothing was changed', async () => {
      const { undo } = await client.ask('runs/change', { ids: [...ids], ...what });
      tell(done, undo);
      changed(ids);
    });
  }

  return {
    change,
    write({ id, column }, text, runName) {
      const value = text.trim();
      if (column === 'name') {
        if (value === '') tell(`${runName} keeps its name: a run cannot be without one.`, null, true);
        else change([id], { name: value }, `Renamed ${runName} to ${value}`);
      } else if (column === 'note') {
        change([id], { note: text }, `Changed the note of ${runName}`);
      } else {
        const key = column.slice('tags.'.length);
        change([id], { tags: { [key]: value === '' ? null : value } }, `Changed tag ${key} of ${runName}`);
      }
    },
    deleteRuns(ids) {
      if (ids.length === 0) return;
      void attempt('Nothing was deleted', async () => {
        const { undo } = await client.ask('runs/delete', { ids: [...ids] });
        tell(`${plural(ids.length, 'run')} moved to the Trash`, undo);
        changed(ids);
      });
    },
    restoreRuns(ids) {
      if (ids.length === 0) return;
      void attempt('Nothing was restored', async () => {
        const { undo } = await client.ask('runs/restore', { ids: [...ids] });
        tell(`${plural(ids.length, 'run')} restored`, undo);
        changed(ids);
      });
    },
    undo(id) {
      void attempt('It was not undone', async () => {
        const { label, kept } = await client.ask('journal/undo', id === null ? {} : { id });
        tell([`Undone: ${label}`, ...kept].join('. '), null);
        changed(null);
      });
    },
    redo() {
      void attempt('It was not done again', async () => {
        const redone = await client.ask('journal/redo', {});
        tell([`Done again: ${redone.label}`, ...redone.kept].join('. '), redone.id);
        changed(null);
      });
    },
  };
}
