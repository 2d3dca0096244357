import { foldName } from '../foldName';
import type { Policy, Rule } from './policy';

/** The first rule whose glob matches the model's name, in any case as names are one in any case; null: ungoverned. */
export function ruleFor(policy: Policy, modelName: string): Rule | null {
  return policy.models.find(({ match }) => matchesGlob(match, modelName)) ?? null;
}

/** The checks of a rollback, by id: those the policy names, as far as the rule has them, else the rule's integrity checks. */
export function rollbackChecks(policy: Policy, rule: Rule): readonly string[] {
  const { checks } = policy.rollback;
  return rule.checks
    .filter(({ id, kind }) => (checks === null ? kind === 'integrity' : checks.includes('all') || checks.includes(id)))
    .map(({ id }) => id);
}

/** `*` stands for any text, `?` for one character. At most pattern × name steps, whatever the pattern. */
export function matchesGlob(pattern: string, name: string): boolean {
  const wanted = Array.from(foldName(pattern));
  const given = Array.from(foldName(name));
  let at = 0;
  // Where the last star stood, and how much of the name it has taken.
  let star = -1;
  let taken = 0;
  for (let index = 0; index < given.length;) {
    if (wanted[at] === '*') {
      star = at;
      taken = index;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      taken += 1;
      index = taken;
    } else return false;
  }
  return wanted.slice(at).every((character) => character === '*');
}
