import type { Finding, Path } from './problems';
import type { Person, Policy } from './policy';
import { fillSlots, type Slot } from './slots';

/** The id of the person with this address, in any case; null for a stranger. */
export function personOf(policy: Policy, email: string): string | null {
  const folded = email.toLowerCase();
  const found = Object.entries(policy.people).find(([, { emails }]) =>
    emails.some((one) => one.toLowerCase() === folded),
  );
  return found?.[0] ?? null;
}

/**
 * Approvals that can never be met: too few people have the roles, or those who have them wrote the code. `writers` are
 * addresses of who wrote the commits that would be judged.
 */
export function findUnfillable(policy: Policy, writers: readonly string[]): readonly Finding[] {
  const barred = barredWriters(policy, writers);
  const places = policy.models.flatMap(({ transitions }, index) =>
    Object.entries(transitions).map(([move, { approvals }]) => ({
      slots: approvals,
      path: ['models', index, 'transitions', move, 'approvals'] as Path,
    })),
  );
  return [...places, { slots: policy.rollback.approvals, path: ['rollback', 'approvals'] }].flatMap(
    ({ slots, path }) => {
      const message = explain(slots, Object.entries(policy.people), barred);
      return message === null ? [] : [{ severity: 'warning', code: 'UNFILLABLE', path, message }];
    },
  );
}

function barredWriters(policy: Policy, writers: readonly string[]): ReadonlySet<string> {
  const { exclude, allow_self_approval } = policy.approval;
  const counts = exclude.some((one) => one.startsWith('commit_') || one === 'co_authors');
  return new Set(allow_self_approval || !counts ? [] : writers.flatMap((email) => personOf(policy, email) ?? []));
}

function explain(
  slots: readonly Slot[],
  people: readonly (readonly [id: string, person: Person])[],
  barred: ReadonlySet<string>,
): string | null {
  const needed = slots.reduce((sum, { count }) => sum + count, 0);
  const all = people.map(([id, { roles }]) => ({ id, roles }));
  const filled = fillSlots(slots, all).flat().length;
  if (filled < needed) return `These approvals need ${count(needed)}; no more than ${filled} can give them.`;
  const left = fillSlots(
    slots,
    all.filter(({ id }) => !barred.has(id)),
  ).flat().length;
  if (left === needed) return null;
  return `These approvals need ${count(needed)}, but ${[...barred].join(', ')} wrote the code and may not approve it.`;
}

function count(people: number): string {
  return people === 1 ? '1 person' : `${people} people`;
}
