import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePolicy } from '../../../../src/registry/policy';
import { parse, sketch, wholePolicy } from './gatesFile';

describe('the policy file', () => {
  it('is read whole, with defaults, milliseconds and bytes', () => {
    const { policy, problems } = parse(wholePolicy);
    assert.deepEqual(problems, []);
    assert.ok(policy);
    const [rule] = policy.models;
    assert.deepEqual(rule?.transitions['Staging -> Production'], {
      checks: ['auc', 'size', 'sig'],
      approvals: [{ roles: ['senior_engineer'], count: 1 }],
      apply: 'auto',
      archive_incumbent: true,
      min_soak: 86_400_000,
      needs_successor: false,
    });
    assert.equal(rule.transitions['None -> Staging']?.archive_incumbent, false);
    assert.deepEqual(rule.transitions['Production -> Archived']?.approvals, [
      { roles: ['senior_engineer', 'risk'], count: 1 },
    ]);
    assert.deepEqual(rule.checks[1], {
      id: 'size',
      kind: 'size',
      severity: 'blocking',
      on_missing: 'error',
      at_most: 200_000_000,
    });
    assert.equal(policy.approval.approval_valid_for, 7 * 86_400_000);
    assert.equal(policy.approval.exclude.length, 6);
    assert.deepEqual(policy.requests, { expires_after: 14 * 86_400_000, remind_after: 2 * 86_400_000 });
    assert.equal(policy.emergency?.min_reason_chars, 20);
  });

  it('needs no more than its version', () => {
    const { policy, problems } = parse('version: 1');
    assert.deepEqual(problems, []);
    assert.deepEqual([policy?.stages, policy?.emergency, policy?.models], [{ max_in: { Production: 1 } }, null, []]);
    assert.deepEqual(policy?.rollback, { checks: null, approvals: [], demote_current_to: 'Archived' });
  });

  it('takes stages in any case and writes them as they are called', () => {
    const { policy, problems } = parse(
      'version: 1\nstages: {max_in: {production: 2}}\nmodels: [{match: x, transitions: {none->STAGING: {}}}]',
    );
    assert.deepEqual(problems, []);
    assert.equal(policy?.stages.max_in.Production, 2);
    assert.deepEqual(Object.keys(policy.models[0]?.transitions ?? {}), ['None -> Staging']);
  });

  it('follows aliases', () => {
    const { policy, problems } = parse(
      'version: 1\npeople:\n  a: {name: &n Ada, logins: [ada]}\n  b: {name: *n, logins: [b]}',
    );
    assert.deepEqual(problems, []);
    assert.equal(policy?.people['b']?.name, 'Ada');
  });

  it('takes a thousand people', () => {
    const lines = Array.from(
      { length: 1_000 },
      (_one, index) => `  p${index}: {name: Person ${index}, logins: [p${index}]}`,
    );
    assert.deepEqual(parse(`version: 1\npeople:\n${lines.join('\n')}\n`).problems, []);
  });

  const rule = (lines: string): string => `version: 1\nmodels:\n  - match: "*"\n${lines}\n`;
  const check = (text: string): string =>
    rule(`    checks: [{${text}}]\n    transitions: {None -> Staging: {checks: [all]}}`);

  const refused: readonly (readonly [what: string, text: string, ...problems: readonly string[]])[] = [
    ['an empty file', '', 'TYPE 1:1'],
    ['a list', '- version: 1', 'TYPE 1:1'],
    ['a missing version', 'models: []', 'TYPE 1:1 version'],
    ['another version', 'version: 2', 'ENUM 1:10 version'],
    ['an unknown key', 'version: 1\nmodel: []', 'UNKNOWN_KEY 2:1 model'],
    [
      'an unknown key deep inside',
      check('id: a, kind: size, at_most: 1, atmost: 2'),
      'UNKNOWN_KEY 4:46 models[0].checks[0].atmost',
    ],
    ['a duplicate key', 'version: 1\nversion: 1', 'DUPLICATE_KEY 2:1 version'],
    [
      'a move twice in two spellings',
      rule('    transitions: {None -> Staging: {}, none->staging: {}}'),
      'DUPLICATE_KEY 4:40 models[0].transitions["none->staging"]',
    ],
    ['a wrong type', check('id: a, kind: size, at_most: [1]'), 'TYPE 4:43 models[0].checks[0].at_most'],
    [
      'a NaN as a bound',
      check('id: a, kind: metric, metric: m, at_least: .nan'),
      'TYPE 4:57 models[0].checks[0].at_least',
    ],
    [
      'an infinite bound',
      check('id: a, kind: metric, metric: m, at_least: .inf'),
      'TYPE 4:57 models[0].checks[0].at_least',
    ],
    ['an unknown kind', check('id: a, kind: sise, at_most: 1'), 'ENUM 4:28 models[0].checks[0].kind'],
    [
      'an unknown word',
      check('id: a, kind: metric, metric: m, at_least: 1, goal: up'),
      'ENUM 4:66 models[0].checks[0].goal',
    ],
    ['a metric check that asks for nothing', check('id: a, kind: metric, metric: m'), 'TYPE 4:14 models[0].checks[0]'],
    ['a duration without a unit', 'version: 1\nrequests: {expires_after: 14}', 'TYPE 2:27 requests.expires_after'],
    ['a duration of another kind', 'version: 1\nrequests: {expires_after: 1 year}', 'TYPE 2:27 requests.expires_after'],
    ['a size of another kind', check('id: a, kind: size, at_most: 1 mile'), 'TYPE 4:43 models[0].checks[0].at_most'],
    [
      'a move that is not legal',
      rule('    transitions: {Production -> None: {}}'),
      'UNKNOWN_KEY 4:19 models[0].transitions["Production -> None"]',
    ],
    [
      'a listed move out of the archive to Production',
      rule('    transitions: {Archived -> Production: {}}'),
      'UNKNOWN_KEY 4:19 models[0].transitions["Archived -> Production"]',
    ],
    [
      'an unknown check',
      rule('    transitions: {None -> Staging: {checks: [auc]}}'),
      'REFERENCE 4:46 models[0].transitions["None -> Staging"].checks[0]',
    ],
    [
      'an unknown role',
      rule('    transitions: {None -> Staging: {approvals: [{role: boss}]}}'),
      'REFERENCE 4:56 models[0].transitions["None -> Staging"].approvals[0].role',
    ],
    [
      'an approval by nobody in particular',
      rule('    transitions: {None -> Staging: {approvals: [{count: 2}]}}'),
      'TYPE 4:49 models[0].transitions["None -> Staging"].approvals[0]',
    ],
    [
      'a check twice',
      rule('    checks: [{id: a, kind: integrity}, {id: a, kind: integrity}]'),
      'DUPLICATE_KEY 4:45 models[0].checks[1].id',
    ],
    ['a check called all', rule('    checks: [{id: all, kind: integrity}]'), 'TYPE 4:19 models[0].checks[0].id'],
    [
      'one address of two people',
      'version: 1\npeople:\n  a: {name: A, emails: [x@ex.org]}\n  b: {name: B, emails: [X@EX.org]}',
      'DUPLICATE_KEY 4:25 people.b.emails[0]',
    ],
    ['a person nobody can know', 'version: 1\npeople: {a: {name: A}}', 'TYPE 2:13 people.a'],
    ['a path that leaves the folder', 'version: 1\nsigners: ../elsewhere', 'TYPE 2:10 signers'],
    ['a branch that reads as an option', 'version: 1\nread_from: --output=x', 'TYPE 2:12 read_from'],
    [
      'a webhook without encryption',
      'version: 1\non_applied: {Production: [{id: a, do: webhook, url: "http://ex.org"}]}',
      'TYPE 2:53 on_applied.Production[0].url',
    ],
    [
      'a trigger twice',
      'version: 1\non_applied: {Staging: [{id: a, do: task, name: t}, {id: a, do: task, name: u}]}',
      'DUPLICATE_KEY 2:57 on_applied.Staging[1].id',
    ],
    ['a second document', 'version: 1\n---\nversion: 1', 'SYNTAX 2:1'],
    ['a directive', '%YAML 1.1\n---\nversion: 1', 'SYNTAX 1:1'],
    ['a custom tag', 'version: 1\nsigners: !path x', 'SYNTAX 2:16 signers'],
    ['a merge key', 'version: 1\n<<: {trust: local}', 'SYNTAX 2:1'],
    ['a key that is a list', 'version: 1\n? [a]\n: b', 'TYPE 2:3'],
    ['a key that every object has', 'version: 1\n__proto__: {trust: local}', 'UNKNOWN_KEY 2:1'],
    ['an alias without an anchor', 'version: 1\nsigners: *x', 'SYNTAX 2:10 signers'],
    ['an anchor that holds itself', 'version: 1\nmodels: &m [*m]', 'ALIAS_LIMIT 2:13 models[0]', 'TYPE 2:13 models[0]'],
    ['broken YAML', 'version: 1\nmodels: [', 'SYNTAX 2:10'],
  ];
  for (const [what, text, ...problems] of refused) {
    it(`refuses ${what} and says where`, () => {
      const parsed = parse(text);
      assert.deepEqual(sketch(parsed), problems, JSON.stringify(parsed.problems, null, 1));
      assert.equal(parsed.policy, null);
    });
  }

  it('names all that is wrong at once, at most 50', () => {
    const text =
      'version: 1\ntrust: maybe\nmodels:\n  - match: x\n    checks: [{id: a, kind: size, at_most: much}]\n    transitions: {None -> Staging: {checks: [b], approvals: [{role: c}]}}\nextra: 1\n';
    assert.deepEqual(sketch(parse(text)), [
      'ENUM 2:8 trust',
      'TYPE 5:43 models[0].checks[0].at_most',
      'REFERENCE 6:46 models[0].transitions["None -> Staging"].checks[0]',
      'REFERENCE 6:69 models[0].transitions["None -> Staging"].approvals[0].role',
      'UNKNOWN_KEY 7:1 extra',
      'warning REFERENCE 5:19 models[0].checks[0].id',
    ]);
    const many = Array.from({ length: 80 }, (_one, index) => `key${index}: 1`).join('\n');
    assert.equal(parse(`version: 1\n${many}`).problems.length, 50);
  });

  const bombs: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
    ['a billion laughs', laughs(), /^ALIAS_LIMIT 5:8 e\[0\]$/],
    ['more than a hundred aliases', `a: &a 1\nb: [${Array(101).fill('*a').join(', ')}]`, /^ALIAS_LIMIT 2:/],
    ['brackets without end', '['.repeat(200_000), /^SIZE 1:/],
    ['dashes without end', '- '.repeat(100_000), /^SIZE 1:/],
    [
      'mappings in mappings',
      Array.from({ length: 400 }, (_one, index) => `${' '.repeat(index)}a:`).join('\n'),
      /^SIZE 21:/,
    ],
    ['nesting by aliases', nestedAliases(), /^SIZE 1:10 a19/],
    ['a file too large', `version: 1\n#${' '.repeat(300_000)}`, /^SIZE 1:1$/],
    ['documents without end', '---\n'.repeat(50_000), /^SIZE|^SYNTAX/],
    ['escapes without end', `"${'\\x'.repeat(100_000)}"`, /^(SYNTAX|TYPE) 1:/],
    ['a huge key', `"${'k'.repeat(200_000)}": 1`, /^SYNTAX 1:/],
  ];
  for (const [what, text, problem] of bombs) {
    it(`refuses ${what}`, () => {
      const parsed = parse(text);
      assert.equal(parsed.policy, null);
      assert.ok(
        sketch(parsed).some((line) => problem.test(line)),
        sketch(parsed).slice(0, 5).join('\n'),
      );
    });
  }

  it('refuses bytes that are no text', () => {
    assert.equal(parsePolicy(Uint8Array.of(0xff, 0xfe, 0x00)).problems[0]?.code, 'SYNTAX');
  });

  it('reads any text without throwing, and closes on all that is no policy', () => {
    const parts = [
      'version: 1\n',
      'models:',
      '- ',
      ' ',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!t ',
      '"',
      "'",
      '? ',
      ': ',
      '|',
      '#',
      '<<',
      'id',
      '\t',
      '---',
      '%',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const { policy, problems } = parse(any);
        assert.equal(
          policy === null,
          problems.some(({ severity }) => severity === 'error'),
        );
        for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
      }),
    );
  });
});

describe('warnings of the policy file', () => {
  it('names a check that nothing uses', () => {
    assert.deepEqual(sketch(parse('version: 1\nmodels: [{match: x, checks: [{id: a, kind: size, at_most: 1}]}]')), [
      'warning REFERENCE 2:35 models[0].checks[0].id',
    ]);
  });

  it('names addresses of one person that differ only by case', () => {
    assert.deepEqual(sketch(parse('version: 1\npeople: {a: {name: A, emails: [a@ex.org, A@ex.org]}}')), [
      'warning DUPLICATE_KEY 2:42 people.a.emails[1]',
    ]);
  });

  const asking = (count: number): string =>
    `version: 1\npeople: {a: {name: A, emails: [a@ex.org], roles: [r]}}\nmodels: [{match: x, transitions: {None -> Staging: {approvals: [{role: r, count: ${count}}]}}}]`;

  it('names approvals for which there are too few people', () => {
    assert.deepEqual(sketch(parse(asking(1))), []);
    assert.deepEqual(sketch(parse(asking(2))), [
      'warning UNFILLABLE 3:64 models[0].transitions["None -> Staging"].approvals',
    ]);
  });

  it('names approvals that only those can give who wrote the code', () => {
    const read = (text: string) =>
      sketch(parsePolicy(new TextEncoder().encode(text), { writers: ['A@EX.org', 'stranger@ex.org'] }));
    assert.equal(read(asking(1)).length, 1);
    assert.deepEqual(read(`${asking(1)}\napproval: {allow_self_approval: true}`), []);
    assert.deepEqual(read(`${asking(1)}\napproval: {exclude: [requester]}`), []);
  });
});

function laughs(): string {
  const names = 'abcdefghi';
  const line = (name: string, index: number): string =>
    `${name}: &${name} [${Array(9)
      .fill(index === 0 ? 'ha' : `*${names[index - 1] ?? ''}`)
      .join(',')}]`;
  return Array.from(names, line).join('\n');
}

function nestedAliases(): string {
  const lines = Array.from({ length: 30 }, (_one, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
  return ['a0: &a0 [x]', ...lines].join('\n');
}
