import { ModelTrailError } from '../../protocol/errors';
import type { JournalEntry } from '../../protocol/journal';
import { shortId } from '../../protocol/format';
import { prepared, type Db } from '../../store';
import { fields, type Field } from './fields';
import { touchedBy, type Part, type Touched } from './record';
import { namedAtMost, summarised } from './words';

/** What was taken back or done again, and in `kept` what was left as it is, with the reason. */
export interface TakenBack extends Touched {
  readonly id: number;
  readonly label: string;
  readonly kept: readonly string[];
}

interface Entry {
  readonly id: number;
  readonly label: string;
  readonly undone: number | null;
}

/** What was changed, newest first. */
export function listJournal(db: Db, limit: number): JournalEntry[] {
  const rows = prepared(db, 'SELECT id, at, label, runs, undone FROM journal ORDER BY id DESC LIMIT ?').all(
    limit,
  ) as readonly (Entry & { readonly at: number; readonly runs: number })[];
  return rows.map(({ id, at, label, runs, undone }) => ({
    id,
    at: new Date(at).toISOString(),
    label,
    runs,
    undone: undone !== null,
  }));
}

/**
 * Takes one change back, the newest that stands unless `id` names another: whatever still has the value that the change
 * gave gets the one before. Throws `NOTHING_TO_UNDO`.
 */
export function undoChange(db: Db, { id, now }: { readonly id?: number | undefined; readonly now: number }): TakenBack {
  return db
    .transaction(() => {
      const entry =
        id === undefined
          ? findEntry(db, 'WHERE undone IS NULL ORDER BY id DESC LIMIT 1')
          : findEntry(db, 'WHERE id = ? AND undone IS NULL', id);
      if (!entry) {
        const what = id === undefined ? 'There is nothing to undo.' : 'That change was taken back already.';
        throw new ModelTrailError('NOTHING_TO_UNDO', what);
      }
      const parts = readParts(db, entry.id).reverse();
      const outcome = exchange(
        db,
        parts.map((part) => ({ part, from: part.after, to: part.before })),
        now,
      );
      prepared(db, 'UPDATE journal SET undone = (SELECT coalesce(max(undone), 0) + 1 FROM journal) WHERE id = ?').run(
        entry.id,
      );
      return { id: entry.id, label: entry.label, ...outcome };
    })
    .immediate();
}

/** Does again what was undone last, as long as nothing else was changed since. Throws `NOTHING_TO_REDO`. */
export function redoChange(db: Db, now: number): TakenBack {
  return db
    .transaction(() => {
      const entry = findEntry(db, 'WHERE undone > 0 ORDER BY undone DESC LIMIT 1');
      if (!entry) throw new ModelTrailError('NOTHING_TO_REDO', 'There is nothing to do again.');
      const outcome = exchange(
        db,
        readParts(db, entry.id).map((part) => ({ part, from: part.before, to: part.after })),
        now,
      );
      prepared(db, 'UPDATE journal SET undone = NULL WHERE id = ?').run(entry.id);
      return { id: entry.id, label: entry.label, ...outcome };
    })
    .immediate();
}

function findEntry(db: Db, where: string, ...bound: readonly number[]): Entry | undefined {
  return prepared(db, `SELECT id, label, undone FROM journal ${where}`).get(...bound) as Entry | undefined;
}

function readParts(db: Db, entry: number): Part[] {
  const rows = prepared(
    db,
    'SELECT field, key, targets, before, after FROM journal_parts WHERE entry = ? ORDER BY part',
  ).all(entry) as readonly (Omit<Part, 'targets'> & { readonly targets: string })[];
  return rows.map((row) => ({ ...row, targets: JSON.parse(row.targets) as string[] }));
}

interface Swap {
  readonly part: Part;
  readonly from: string | null;
  readonly to: string | null;
}

function exchange(db: Db, swaps: readonly Swap[], now: number): Touched & { readonly kept: readonly string[] } {
  const written: Pick<Part, 'field' | 'targets'>[] = [];
  const kept = new Set<string>();
  for (const { part, from, to } of swaps) {
    const field: Field = fields[part.field];
    const ids = JSON.stringify(part.targets);
    const reasons = new Map(part.targets.map((id) => [id, 'it was deleted for good']));
    const ready = new Set<string>();
    for (const { id, value } of field.read(db, ids, part.key ?? '')) {
      if (value === from) ready.add(id);
      if (value === from || value === to) reasons.delete(id);
      else reasons.set(id, field.since(value, part.key ?? ''));
    }
    for (const { id, value } of field.blocked?.(db, JSON.stringify([...ready]), to) ?? []) {
      ready.delete(id);
      reasons.set(id, value ?? '');
    }
    const targets = [...ready];
    if (targets.length > 0) field.write(db, { ids: JSON.stringify(targets), key: part.key ?? '', value: to, now });
    written.push({ field: part.field, targets });
    if (reasons.size === 0) continue;
    const names = readNames(db, field.of, [...reasons.keys()].slice(0, namedAtMost));
    for (const [id, reason] of reasons) kept.add(`${names.get(id) ?? shortId(id)}: ${reason}`);
  }
  return { ...touchedBy(written.filter(({ targets }) => targets.length > 0)), kept: summarised([...kept]) };
}

function readNames(db: Db, of: Field['of'], ids: readonly string[]): ReadonlyMap<string, string> {
  const rows = prepared(
    db,
    of === 'run'
      ? 'SELECT uuid AS id, name FROM runs WHERE uuid IN (SELECT value FROM json_each(?))'
      : `SELECT CAST(id AS TEXT) AS id, name FROM experiments
         WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`,
  ).all(JSON.stringify(ids)) as readonly { readonly id: string; readonly name: string }[];
  return new Map(rows.map(({ id, name }) => [id, name]));
}
