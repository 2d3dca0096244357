import { ModelTrailError } from '../../protocol/errors';
import type { Binding, Sql } from '../../search';
import type { Db } from '../../store';
import { findKey } from '../keys';

/** A value as the store has it. */
export type Stored = string | number | null;

/** Where the searched runs (`runs r`) have the value of a column, and how it reads. */
export interface TableColumn {
  readonly id: string;
  readonly kind: 'fact' | KeyedKind;
  /** The key as it was logged, or the fact's name. */
  readonly key: string;
  /** NULL where a run lacks the value. */
  readonly value: Sql;
  readonly type: ColumnType;
}

/** What a column holds: `time` is milliseconds since 1970, a boolean is 0 or 1, a number may be the text `NaN`. */
export type ColumnType = 'text' | 'number' | 'integer' | 'time' | 'boolean';

/** A value as text, of which equal ones make a group. */
export function toText({ type }: TableColumn, value: Exclude<Stored, null>): string {
  if (type === 'time') return toIso(value);
  return type === 'boolean' ? String(value === 1) : String(value);
}

interface Fact {
  readonly sql: string;
  readonly bindings?: (context: ColumnContext) => readonly Binding[];
  readonly type?: ColumnType;
}

interface ColumnContext {
  /** Milliseconds since 1970. */
  readonly now: number;
}

const prefixes = { 'metrics.': 'metric', 'params.': 'param', 'tags.': 'tag' } as const;
/** What a run has any number of, under keys. */
export const keyedKinds = ['metric', 'param', 'tag'] as const;
export type KeyedKind = (typeof keyedKinds)[number];

/** The tables of what was logged: a row a run and key. */
export const tables = { metric: 'metrics', param: 'params', tag: 'tags' } as const;

/** The column a text names. Throws `INVALID_VALUE` for one that no run table has. */
export function readColumn(db: Db, id: string, context: ColumnContext): TableColumn {
  const keyed = keyOf(id);
  if (keyed) {
    const { kind, key } = keyed;
    const sql = `(SELECT v.value FROM ${tables[kind]} v WHERE v.run = r.id AND v.key = ?)`;
    // No row has key -1: a name that was never logged is on no run.
    return {
      id,
      kind,
      key,
      value: { sql, bindings: [findKey(db, key) ?? -1] },
      type: kind === 'metric' ? 'number' : 'text',
    };
  }
  const fact = Object.hasOwn(facts, id) ? facts[id] : undefined;
  if (!fact) {
    throw new ModelTrailError('INVALID_VALUE', `The run table has no column '${id}'.`, {
      hint: `There are ${Object.keys(facts).join(', ')}, and metrics., params. or tags. with a key.`,
    });
  }
  const { sql, bindings, type = 'text' } = fact;
  return { id, kind: 'fact', key: id, value: { sql, bindings: bindings?.(context) ?? [] }, type };
}

/** Kind and key of a column that holds what was logged; null for a fact. */
export function keyOf(id: string): { readonly kind: KeyedKind; readonly key: string } | null {
  for (const [prefix, kind] of Object.entries(prefixes)) {
    if (id.startsWith(prefix) && id.length > prefix.length) return { kind, key: id.slice(prefix.length) };
  }
  return null;
}

const code = (column: string): string => `(SELECT c.${column} FROM run_code c WHERE c.run = r.id)`;
const tag = (key: string): string =>
  `(SELECT v.value FROM tags v WHERE v.run = r.id AND v.key = (SELECT k.id FROM keys k WHERE k.name = '${key}'))`;

/** The facts of a run; each says what `toRunRows` says of it. */
const facts: Readonly<Record<string, Fact>> = {
  name: { sql: 'r.name' },
  status: { sql: `CASE WHEN r.lost_since IS NOT NULL AND r.status = 'RUNNING' THEN 'LOST' ELSE r.status END` },
  started: { sql: 'r.start_time', type: 'time' },
  ended: { sql: 'r.end_time', type: 'time' },
  duration: {
    sql: `max(0, coalesce(r.end_time, CASE WHEN r.lost_since IS NOT NULL THEN r.last_activity
      WHEN r.status = 'RUNNING' THEN ? END) - r.start_time)`,
    bindings: ({ now }) => [now],
    type: 'integer',
  },
  user: { sql: `coalesce(nullif(r.user_id, ''), nullif(${tag('mlflow.user')}, ''))` },
  experiment: { sql: '(SELECT e.name FROM experiments e WHERE e.id = r.experiment)' },
  id: { sql: 'r.uuid' },
  note: { sql: tag('mlflow.note.content') },
  starred: { sql: 'r.starred', type: 'boolean' },
  // Runs of equal code stand together; how far each is from the workspace is not in the store.
  code: { sql: `coalesce(${code('tree')}, ${code('commit_id')})` },
  data: {
    sql: `(SELECT group_concat(d.name || ' ' || d.digest, ', ' ORDER BY d.name, d.digest)
      FROM inputs i JOIN datasets d ON d.id = i.dataset WHERE i.run = r.id)`,
  },
  'git.commit': { sql: code('commit_id') },
  'git.branch': { sql: code('branch') },
  'git.dirty': { sql: code('dirty'), type: 'boolean' },
};

export const factNames: readonly string[] = Object.keys(facts);

function toIso(ms: string | number): string {
  const date = new Date(Number(ms));
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
