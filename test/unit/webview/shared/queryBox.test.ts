import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readClauses } from '../../../../src/search';
import { runChips } from '../../../../webview/shared/queryBox/chips';
import { changeClauses, hasClause } from '../../../../webview/shared/queryBox/clauses';
import {
  accept,
  firstActive,
  isUnfinished,
  keyAction,
  type BoxState,
  type Completion,
} from '../../../../webview/shared/queryBox/state';

const read = (text: string) => ({ text, clauses: readClauses(text) ?? [] });
const add = (text: string, clause: string) => changeClauses(read(text), clause);
const remove = (text: string, clause: string) => changeClauses(read(text), null, [clause]);

describe('chips of a filter', () => {
  const running = "status = 'RUNNING'";

  it('are on where their term stands at the top, however it is spaced', () => {
    assert.equal(hasClause(read(`starred AND status='RUNNING'`), running), true);
    assert.equal(hasClause(read(`(starred and  ${running} )`), running), false, 'within brackets it is another term');
    assert.equal(hasClause(read(`starred OR ${running}`), running), false);
    assert.equal(hasClause(read(`NOT ${running}`), running), false);
    assert.equal(hasClause(read(`run_name = "${running}"`), running), false);
  });

  it('add their term at the end, and brackets where OR would take it', () => {
    assert.equal(add('', running), running);
    assert.equal(add('starred ', running), `starred AND ${running}`);
    assert.equal(add('starred OR metrics.a > 1', running), `(starred OR metrics.a > 1) AND ${running}`);
    assert.equal(add('(starred OR metrics.a > 1)', running), `(starred OR metrics.a > 1) AND ${running}`);
    assert.equal(add(running, running), running);
  });

  it('take away their term and one AND, and leave the rest as it was written', () => {
    assert.equal(remove(`  starred  and ${running} AND metrics.a>1`, running), '  starred AND metrics.a>1');
    assert.equal(remove(`${running} and starred`, running), 'starred');
    assert.equal(remove(`starred AND status='RUNNING'`, running), 'starred');
    assert.equal(remove(running, running), '');
    assert.equal(remove('metrics.a between 1 and 2 and starred', 'starred'), 'metrics.a between 1 and 2');
    assert.equal(remove('starred OR note IS NULL', 'starred'), 'starred OR note IS NULL');
  });

  it('choose one of several', () => {
    const statuses = [running, "status = 'FAILED'"];
    assert.equal(
      changeClauses(read("status = 'FAILED' AND starred"), running, statuses),
      "starred AND status = 'RUNNING'",
    );
    assert.equal(changeClauses(read(`starred AND ${running}`), running, statuses), `starred AND ${running}`);
  });

  it('come and go without a trace', () => {
    const term = fc.constantFrom('metrics.a > 1', "tags.b  LIKE '%x'", '( a = "1" or starred )', 'note IS NULL');
    const texts = fc
      .tuple(fc.array(term, { minLength: 1, maxLength: 4 }), fc.constantFrom(' AND ', '  and '))
      .map(([terms, by]) => terms.join(by));
    fc.assert(
      fc.property(texts, (text) => {
        const on = add(text, running);
        assert.equal(hasClause(read(on), running), true);
        assert.equal(remove(on, running), text);
      }),
    );
  });

  it('have terms of the language, but for names that no quotes can hold', () => {
    const chips = runChips({ experiments: ["it's", `both ' and "`], user: 'ada' });
    const clauses = chips.flatMap((chip) =>
      chip.kind === 'toggle' ? [chip.clause] : chip.choices.map((choice) => choice.clause),
    );
    assert.ok(clauses.includes(`experiment = "it's"`));
    assert.ok(clauses.includes(`user_id = 'ada'`));
    assert.ok(!clauses.some((clause) => clause.includes('both')));
    for (const clause of clauses)
      assert.deepEqual(
        readClauses(clause)?.map(({ text }) => text),
        [clause],
      );
    assert.ok(!runChips({ experiments: [], user: null }).some(({ label }) => label === 'Mine'));
  });
});

describe('keys of the filter box', () => {
  const answer: Completion = {
    from: 0,
    to: 2,
    items: ['metrics.', 'metrics.acc '].map((insert) => ({ label: insert.trim(), insert, kind: 'key', detail: null })),
    clauses: [],
    error: null,
    user: '',
  };
  const closed: BoxState = { text: 'me > 1', answer, open: false, active: -1, complaining: false, failure: null };
  const open: BoxState = { ...closed, open: true };
  const press = (key: string, state: BoxState, modifiers: object = {}) =>
    keyAction({ key, ctrlKey: false, altKey: false, shiftKey: false, isComposing: false, ...modifiers }, state);

  it('search while no completion is chosen, and take the one that is', () => {
    assert.deepEqual(press('Enter', open), { kind: 'search' });
    assert.deepEqual(press('Enter', { ...open, active: 0 }), { kind: 'accept' });
    assert.deepEqual(press('Tab', { ...open, active: 0 }), { kind: 'accept' });
  });

  it('leave Tab and Escape to the page while nothing is open', () => {
    assert.equal(press('Tab', open), null);
    assert.equal(press('Tab', { ...closed, active: 0 }), null);
    assert.equal(press('Escape', closed), null);
    assert.deepEqual(press('Escape', open), { kind: 'close' });
    assert.equal(press('Tab', { ...open, active: 0 }, { shiftKey: true }), null);
  });

  it('open the list and go round in it', () => {
    assert.deepEqual(press('ArrowDown', closed), { kind: 'open' });
    assert.deepEqual(press(' ', closed, { ctrlKey: true }), { kind: 'open' });
    assert.deepEqual(press('ArrowDown', open), { kind: 'activate', index: 0 });
    assert.deepEqual(press('ArrowDown', { ...open, active: 1 }), { kind: 'activate', index: 0 });
    assert.deepEqual(press('ArrowUp', { ...open, active: 0 }), { kind: 'activate', index: 1 });
    assert.equal(press('Enter', open, { isComposing: true }), null);
  });

  it('put what is taken in the place of what was typed, with one space behind it', () => {
    assert.deepEqual(accept(open, 0), { text: 'metrics. > 1', caret: 8 });
    assert.deepEqual(accept(open, 1), { text: 'metrics.acc > 1', caret: 12 });
    assert.equal(accept(open, 7), null);
  });

  it('choose the first completion by themselves only where it finishes a word', () => {
    assert.equal(firstActive(answer, 'me > 1'), 0);
    assert.equal(firstActive({ ...answer, to: 0 }, ''), -1);
    assert.equal(firstActive({ ...answer, to: 8 }, 'metrics.'), -1);
  });

  it('know an unfinished text from a wrong one', () => {
    const wrong = (position: number) => ({ position, length: 0, message: '', expected: null });
    assert.equal(isUnfinished({ ...closed, text: 'acc > ', answer: { ...answer, error: wrong(6) } }), true);
    assert.equal(isUnfinished({ ...closed, text: 'acc > x', answer: { ...answer, error: wrong(6) } }), false);
    assert.equal(isUnfinished({ ...closed, text: "a = 'b c", answer: { ...answer, error: wrong(4) } }), true);
    assert.equal(isUnfinished({ ...closed, text: "a > 'b' ", answer: { ...answer, error: wrong(4) } }), false);
    assert.equal(isUnfinished(closed), false);
  });
});
