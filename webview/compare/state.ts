import * as z from 'zod';
import { metricChoice } from '../../src/protocol/run';
import { compareIntent } from '../../src/protocol/view';
import { chartOptions } from '../shared/chartOptions';
import { artifactChoice } from './artifacts/choice';
import { relationChoice } from './relations/choice';

/** What the page keeps over a reload: the intent with its choices, never data. */
const compareState = compareIntent.extend({
  everyRow: z.boolean().default(false),
  deltas: z.boolean().default(false),
  metric: metricChoice.default({ show: 'last' }),
  rowSearch: z.string().default(''),
  relation: relationChoice.prefault({}),
  artifacts: artifactChoice.prefault({}),
  chart: chartOptions.optional(),
  search: z.string().default(''),
  folded: z.array(z.string()).default(['system']),
  scroll: z.number().default(0),
});
export type CompareState = z.infer<typeof compareState>;

/**
 * What to show: the panel's intent with its base first, and the choices of the kept state. The kept order and hidden
 * runs count while the runs are the same; a panel that was asked for other runs starts anew with them.
 */
export function startState(intent: unknown, kept: unknown): CompareState | null {
  const asked = compareState.safeParse(intent);
  const before = compareState.safeParse(kept);
  if (!asked.success) return before.success ? before.data : null;
  const same = before.success && sameMembers(before.data.ids, asked.data.ids);
  if (same) return before.data;
  const { base } = asked.data;
  const ids = [...new Set(asked.data.ids)];
  const ordered = base !== undefined && ids.includes(base) ? [base, ...ids.filter((id) => id !== base)] : ids;
  return { ...(before.success ? before.data : asked.data), ids: ordered, base: ordered[0], hidden: [], scroll: 0 };
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  const members = new Set(one);
  return members.size === new Set(other).size && other.every((id) => members.has(id));
}

/** The list with the member at `from` moved to `to`. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const item = items[from];
  if (item === undefined) return items;
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}
