import { prepared, type Db } from '../../store';
import { fields, type Field, type FieldName } from './fields';

/** What is to be changed about some runs or experiments. */
export interface Edit {
  readonly field: FieldName;
  /** Of tags. */
  readonly key?: string;
  /** Ids of runs or experiments, as the field is of. */
  readonly targets: readonly string[];
  readonly to: string | null;
}

/** One change as people see it. */
export interface Change {
  readonly label: string;
  readonly edits: readonly Edit[];
  readonly now: number;
}

/** What a change, or taking one back, touched: who listens is told. */
export interface Touched {
  readonly runs: readonly string[];
  /** Whether runs or experiments came, went, moved or are called otherwise in lists. */
  readonly lists: boolean;
}

export interface Recorded extends Touched {
  /** The number to undo it by; null when nothing was other than wanted. */
  readonly undo: number | null;
}

const keptEntries = 1_000;
const keptMs = 90 * 24 * 3600_000;

/** Makes a change and writes it down in one transaction; targets that have the value already are no part of it. */
export function record(db: Db, { label, edits, now }: Change): Recorded {
  return db
    .transaction(() => {
      const parts = edits.flatMap((edit) => apply(db, edit, now));
      const touched = touchedBy(parts);
      if (parts.length === 0) return { undo: null, ...touched };
      prepared(db, 'UPDATE journal SET undone = 0 WHERE undone > 0').run();
      const { lastInsertRowid } = prepared(db, 'INSERT INTO journal (at, label, runs) VALUES (?, ?, ?)').run(
        now,
        label,
        touched.runs.length,
      );
      const entry = Number(lastInsertRowid);
      const insert = prepared(
        db,
        'INSERT INTO journal_parts (entry, part, field, key, targets, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      for (const [index, { field, key, targets, before, after }] of parts.entries()) {
        insert.run(entry, index, field, key, JSON.stringify(targets), before, after);
      }
      prepared(db, 'DELETE FROM journal WHERE at < ? OR id <= ?').run(now - keptMs, entry - keptEntries);
      return { undo: entry, ...touched };
    })
    .immediate();
}

/** One field of several targets that all had one value and got another. */
export interface Part {
  readonly field: FieldName;
  readonly key: string | null;
  readonly targets: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

function apply(db: Db, { field: name, targets, to, ...edit }: Edit, now: number): Part[] {
  const field: Field = fields[name];
  const key = edit.key ?? null;
  const byValue = new Map<string | null, string[]>();
  for (const { id, value } of field.read(db, JSON.stringify(targets), key ?? '')) {
    if (value === to) continue;
    const same = byValue.get(value);
    if (same) same.push(id);
    else byValue.set(value, [id]);
  }
  const changed = [...byValue.values()].flat();
  if (changed.length > 0) field.write(db, { ids: JSON.stringify(changed), key: key ?? '', value: to, now });
  return [...byValue].map(([before, ids]) => ({ field: name, key, targets: ids, before, after: to }));
}

/** What the parts of a change touched. */
export function touchedBy(parts: readonly Pick<Part, 'field' | 'targets'>[]): Touched {
  const ofRuns = parts.filter(({ field }) => fields[field].of === 'run');
  return {
    runs: [...new Set(ofRuns.flatMap(({ targets }) => targets))],
    lists: parts.some(({ field }) => fields[field].moves),
  };
}
