import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillSlots, matchesGlob, personOf, rollbackChecks, ruleFor } from '../../../../src/registry/policy';
import { parse, wholePolicy } from './gatesFile';

describe('the rule for a model', () => {
  const matches: readonly (readonly [pattern: string, name: string, expected: boolean])[] = [
    ['credit-*', 'credit-risk', true],
    ['credit-*', 'Credit-RISK', true],
    ['credit-*', 'my-credit-risk', false],
    ['*-risk', 'credit-risk', true],
    ['c?t', 'cat', true],
    ['c?t', 'ct', false],
    ['?', '😀', true],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['*a*b', 'xaxbxb', true],
    [`${'*a'.repeat(100)}b`, 'a'.repeat(250), false],
  ];
  for (const [pattern, name, expected] of matches) {
    it(`${expected ? 'takes' : 'does not take'} '${name.slice(0, 20)}' for '${pattern.slice(0, 20)}'`, () => {
      assert.equal(matchesGlob(pattern, name), expected);
    });
  }

  it('is the first that matches', () => {
    const { policy } = parse('version: 1\nmodels: [{match: "a*"}, {match: "*"}, {match: ab}]');
    assert.ok(policy);
    assert.deepEqual([ruleFor(policy, 'ab')?.match, ruleFor(policy, 'b')?.match], ['a*', '*']);
  });

  it('has for a rollback the checks that the policy names, else its integrity checks', () => {
    const checksOf = (text: string): readonly string[] => {
      const { policy } = parse(text);
      const rule = policy && ruleFor(policy, 'credit-risk');
      assert.ok(policy && rule);
      return rollbackChecks(policy, rule);
    };
    assert.deepEqual(checksOf(wholePolicy.replace('rollback: {checks: [sig],', 'rollback: {checks: [size],')), [
      'size',
    ]);
    assert.deepEqual(checksOf(wholePolicy.replace('rollback: {checks: [sig],', 'rollback: {')), ['sig']);
    assert.deepEqual(checksOf(wholePolicy.replace('rollback: {checks: [sig],', 'rollback: {checks: all,')), [
      'auc',
      'size',
      'sig',
    ]);
  });

  it('knows a person by any address, in any case', () => {
    const { policy } = parse(wholePolicy);
    assert.ok(policy);
    assert.deepEqual([personOf(policy, 'MARA@home.net'), personOf(policy, 'eve@ex.org')], ['mara', null]);
  });
});

describe('slots of approvals', () => {
  const slots = [
    { roles: ['engineer'], count: 1 },
    { roles: ['engineer', 'owner'], count: 1 },
  ];

  it('are filled by those with several roles in whatever order they come', () => {
    const both = { id: 'both', roles: ['engineer', 'owner'] };
    const owner = { id: 'owner', roles: ['owner'] };
    for (const people of [
      [both, owner],
      [owner, both],
    ]) {
      assert.deepEqual(fillSlots(slots, people), [['both'], ['owner']]);
    }
  });

  it('take a person once', () => {
    assert.equal(fillSlots(slots, [{ id: 'a', roles: ['engineer', 'owner'] }]).flat().length, 1);
  });

  it('are filled as far as any order could', () => {
    const person = fc.record({ id: fc.uuid(), roles: fc.subarray(['a', 'b', 'c']) });
    const slot = fc.record({
      roles: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      count: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(slot, { maxLength: 4 }),
        fc.array(person, { maxLength: 6 }),
        fc.array(fc.nat(), { minLength: 6 }),
        (asked, people, order) => {
          const shuffled = people
            .map((one, index) => ({ one, at: order[index] ?? 0 }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ one }) => one);
          assert.equal(fillSlots(asked, people).flat().length, fillSlots(asked, shuffled).flat().length);
        },
      ),
    );
  });
});
