import type { Finding, Path } from './problems';

/**
 * What names something else in the file: checks, roles, people's addresses. It reads the plain values and passes over
 * what the schema refuses, so that a reader sees all that is wrong at once.
 */
export function crossCheck(root: unknown): readonly Finding[] {
  const file = mapping(root);
  const people = Object.entries(mapping(file['people'])).map(([id, person]) => ({ id, person: mapping(person) }));
  const roles = new Set(people.flatMap(({ person }) => texts(person['roles'])));
  const rules = list(file['models']).map(mapping);
  const ids = new Set(rules.flatMap((rule) => checkIds(rule)));
  return [
    ...checkPeople(people),
    ...rules.flatMap((rule, index) => checkRule(rule, ['models', index], { roles, file })),
    ...unknownChecks(mapping(file['rollback'])['checks'], ['rollback', 'checks'], ids),
    ...unknownChecks(mapping(file['emergency'])['never_skip'], ['emergency', 'never_skip'], ids),
    ...unknownRoles(mapping(file['emergency'])['roles'], ['emergency', 'roles'], roles),
    ...checkApprovals(mapping(file['rollback'])['approvals'], ['rollback', 'approvals'], roles),
    ...repeatedTriggers(mapping(file['on_applied'])),
  ];
}

type Mapping = Readonly<Record<string, unknown>>;

function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((one) => typeof one === 'string');
}

function checkIds(rule: Mapping): readonly string[] {
  return texts(list(rule['checks']).map((check) => mapping(check)['id']));
}

function checkPeople(people: readonly { readonly id: string; readonly person: Mapping }[]): readonly Finding[] {
  const findings: Finding[] = [];
  if (people.length > 1_000)
    findings.push({ code: 'SIZE', path: ['people'], at: 'key', message: 'At most 1000 people may be listed.' });
  const owners = new Map<string, { readonly id: string; readonly email: string }>();
  for (const { id, person } of people) {
    list(person['emails']).forEach((email, index) => {
      if (typeof email !== 'string') return;
      const path = ['people', id, 'emails', index];
      const owner = owners.get(email.toLowerCase());
      if (owner && owner.id !== id) {
        findings.push({
          code: 'DUPLICATE_KEY',
          path,
          message: `'${owner.id}' has the address ${email} too; one address is one person.`,
        });
      } else if (owner) {
        const how =
          owner.email === email ? 'stands here twice' : 'differs from another only by case, which does not count';
        findings.push({ severity: 'warning', code: 'DUPLICATE_KEY', path, message: `The address ${email} ${how}.` });
      } else owners.set(email.toLowerCase(), { id, email });
    });
  }
  return findings;
}

function checkRule(
  rule: Mapping,
  path: Path,
  { roles, file }: { readonly roles: ReadonlySet<string>; readonly file: Mapping },
): readonly Finding[] {
  const known = new Set(checkIds(rule));
  const seen = new Set<string>();
  const transitions = Object.entries(mapping(rule['transitions'])).map(([key, value]) => ({
    key,
    transition: mapping(value),
  }));
  const used = new Set([
    ...transitions.flatMap(({ transition }) => chosen(transition['checks'])),
    ...chosen(mapping(file['rollback'])['checks']),
    ...chosen(mapping(file['emergency'])['never_skip']),
  ]);
  return [
    ...list(rule['checks']).flatMap((check, index): readonly Finding[] => {
      const { id, kind } = mapping(check);
      if (typeof id !== 'string') return [];
      const at = [...path, 'checks', index, 'id'];
      if (seen.has(id)) return [{ code: 'DUPLICATE_KEY', path: at, message: `The rule has the check '${id}' twice.` }];
      seen.add(id);
      // Files are hashed again whenever a version has a digest.
      if (kind === 'integrity' || used.has(id) || used.has('all')) return [];
      return [{ severity: 'warning', code: 'REFERENCE', path: at, message: `No transition uses the check '${id}'.` }];
    }),
    ...transitions.flatMap(({ key, transition }) => [
      ...unknownChecks(transition['checks'], [...path, 'transitions', key, 'checks'], known),
      ...checkApprovals(transition['approvals'], [...path, 'transitions', key, 'approvals'], roles),
    ]),
  ];
}

function chosen(checks: unknown): readonly string[] {
  return checks === 'all' ? ['all'] : texts(checks);
}

function unknownChecks(checks: unknown, path: Path, known: ReadonlySet<string>): readonly Finding[] {
  return list(checks).flatMap((id, index): readonly Finding[] => {
    if (typeof id !== 'string' || id === 'all' || known.has(id)) return [];
    return [{ code: 'REFERENCE', path: [...path, index], message: `There is no check '${id}'.` }];
  });
}

function checkApprovals(approvals: unknown, path: Path, roles: ReadonlySet<string>): readonly Finding[] {
  return list(approvals).flatMap((slot, index) => {
    const { role, any_of } = mapping(slot);
    return [
      ...(typeof role === 'string' && !roles.has(role) ? [unknownRole(role, [...path, index, 'role'])] : []),
      ...unknownRoles(any_of, [...path, index, 'any_of'], roles),
    ];
  });
}

function unknownRoles(names: unknown, path: Path, roles: ReadonlySet<string>): readonly Finding[] {
  return list(names).flatMap((name, index) =>
    typeof name === 'string' && !roles.has(name) ? [unknownRole(name, [...path, index])] : [],
  );
}

function unknownRole(name: string, path: Path): Finding {
  return { code: 'REFERENCE', path, message: `Nobody in people has the role '${name}'.` };
}

function repeatedTriggers(triggers: Mapping): readonly Finding[] {
  const seen = new Set<string>();
  return Object.entries(triggers).flatMap(([stage, entries]) =>
    list(entries).flatMap((entry, index): readonly Finding[] => {
      const { id } = mapping(entry);
      if (typeof id !== 'string') return [];
      const key = `${stage.toLowerCase()} ${id}`;
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      const path = ['on_applied', stage, index, 'id'];
      return [{ code: 'DUPLICATE_KEY', path, message: `The trigger '${id}' stands here twice.` }];
    }),
  );
}
