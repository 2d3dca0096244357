import { toJsonNumber } from '../protocol/run';
import { prepared, type Db } from '../store';
import type { ValueAt } from './compare';
import { fromStored } from './exact';

interface Row {
  readonly run: string;
  readonly key: string;
  readonly step: number | null;
  readonly value: number | string | null;
}

/**
 * Of each run and metric the latest point at `step`, or at the last step before it; metrics that began later are absent. Of
 * points at one step the one logged last counts, as in a run's latest value. One seek a series.
 */
export function readValuesAt(
  db: Db,
  rows: readonly number[],
  step: number,
): ReadonlyMap<string, ReadonlyMap<string, ValueAt>> {
  const point = (column: string): string =>
    `(SELECT p.${column} FROM points p WHERE p.run = m.run AND p.key = m.key AND p.step <= @step
      ORDER BY p.step DESC, p.ts DESC, p.value DESC LIMIT 1)`;
  const found = prepared(
    db,
    `SELECT r.uuid AS run, k.name AS key, ${point('step')} AS step, ${point('value')} AS value
     FROM metrics m JOIN runs r ON r.id = m.run JOIN keys k ON k.id = m.key
     WHERE m.run IN (SELECT value FROM json_each(@rows))`,
  ).all({ rows: JSON.stringify(rows), step }) as readonly Row[];
  const values = new Map<string, Map<string, ValueAt>>();
  for (const row of found) {
    if (row.step === null || row.value === null) continue;
    const own = values.get(row.run) ?? new Map<string, ValueAt>();
    own.set(row.key, { value: toJsonNumber(fromStored(row.value)), step: row.step });
    values.set(row.run, own);
  }
  return values;
}
