import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completeRunFilter } from '../../../src/runs/completion';
import { runTarget } from '../../../src/runs/searchTarget';
import { completeFilter } from '../../../src/search';
import { storeOf } from './runStore';

const clause = fc.constantFrom(
  'metrics.acc > 0.5',
  "params.`val loss` = '1'",
  'params.model IN ("forest",\'boost\')',
  "tags.team NOT LIKE '%x'",
  'metric.loss not between 1 AND 2',
  'tags."quo`te" IS NOT NULL',
  'starred',
  'git.commit = HEAD',
  'started > -7d',
  'duration <= 1h30m',
);
const { filter: filters } = fc.letrec<{ filter: string; joint: string; not: string }>((tie) => ({
  joint: fc
    .tuple(fc.array(tie('filter'), { minLength: 2, maxLength: 3 }), fc.constantFrom(' AND ', ' or ', ')OR('))
    .map(([parts, by]) => (by.startsWith(')') ? `(${parts.join(by)})` : parts.join(by))),
  not: tie('filter').map((text) => `NOT (${text} )`),
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, clause, tie('joint'), tie('not')),
}));

const now = 1_700_000_000_000;
const db = storeOf([
  {
    id: 'a',
    status: 'FINISHED',
    metrics: { acc: 0.9, 'val/acc': 0.8 },
    params: { model: 'forest', lr: '0.1', 'val loss': '1' },
    tags: { team: 'risk', 'a.b/c-d': 'y' },
    code: { commit: 'c'.repeat(40), branch: 'main', dirty: true },
    datasets: [{ name: 'train', digest: 'd1', context: 'training' }],
  },
  { id: 'b', metrics: { acc: 0.7 }, params: { model: 'forest', lr: "o'clock", long: 'x'.repeat(100_000) } },
  { id: 'c', metrics: { acc: 0.7, loss: 1 }, params: { model: 'boost', lr: `both ' and "`, lines: 'a\nb' } },
  { id: 'gone', params: { deleted: 'x' }, deleted: true },
]);

function completeAt(marked: string, experimentIds: readonly string[] | null = null) {
  const caret = marked.indexOf('|');
  assert.notEqual(caret, -1, 'the text has a caret');
  const text = marked.slice(0, caret) + marked.slice(caret + 1);
  return { text, ...completeRunFilter(db, { text, caret, experimentIds, context: { now, head: 'f'.repeat(40) } }) };
}

function labels(marked: string): readonly string[] {
  return completeAt(marked).items.map(({ label }) => label);
}

/** The text after the item `label` is taken, with a caret where it stands then. */
function take(marked: string, label: string): string {
  const { text, from, to, items } = completeAt(marked);
  const item = items.find((each) => each.label === label);
  assert.ok(item, `${label} is among ${items.map((each) => each.label).join(', ')}`);
  return `${text.slice(0, from)}${item.insert}|${text.slice(to)}`;
}

describe('completion of filters', () => {
  it('begins with fields and kinds', () => {
    const all = labels('|');
    for (const label of [
      'status',
      'run_name',
      'starred',
      'git.branch',
      'datasets.name',
      'metrics.',
      'params.',
      'tags.',
      'NOT',
      '(',
    ]) {
      assert.ok(all.includes(label), label);
    }
    assert.ok(!all.includes('Run Name'), 'other spellings are not offered unasked');
    assert.deepEqual(labels('star|').slice(0, 3), ['start_time', 'started', 'starred']);
  });

  it('offers the keys of a kind, the most used first, then those that hold the word', () => {
    assert.deepEqual(labels('params.|').slice(0, 2), ['params.lr', 'params.model']);
    assert.deepEqual(labels('metrics.ac|'), ['metrics.acc', 'metrics.val/acc']);
    assert.deepEqual(labels('metric.LOS|'), ['metric.loss']);
    const [first] = completeAt('params.mod|').items;
    assert.equal(first?.detail, 'in 3 runs');
  });

  it('finds keys of every kind by a bare word', () => {
    assert.ok(labels('acc|').includes('metrics.acc'));
    assert.ok(labels('tea|').includes('tags.team'));
  });

  it('leaves out keys of runs in the Trash and of other experiments', () => {
    assert.deepEqual(labels('params.deleted|'), []);
    assert.deepEqual(completeAt('params.|', ['7']).items, []);
  });

  it('quotes keys that need it, and leaves out what no quotes can hold', () => {
    assert.equal(take('params.val|', 'params.val loss'), 'params.`val loss` |');
    assert.equal(take('tags.a|', 'tags.a.b/c-d'), 'tags.a.b/c-d |');
    const inserts = (key: string, typed = '') => {
      const source = { keys: () => [{ text: key, detail: '' }], values: () => [] };
      const text = `tags.${typed}`;
      return completeFilter(text, text.length, { vocabulary: runTarget(db).vocabulary, source }).items.map(
        ({ insert }) => insert,
      );
    };
    assert.deepEqual(inserts('back`tick'), ['tags."back`tick" ']);
    assert.deepEqual(inserts('quo"te'), ['tags.`quo"te` ']);
    assert.deepEqual(inserts("it's"), ["tags.`it's` "]);
    assert.deepEqual(inserts('🦦 otter', '`🦦 o'), ['tags.`🦦 otter` ']);
    assert.deepEqual(inserts('.hidden'), ['tags..hidden ']);
    assert.deepEqual(inserts('ends in dot.'), ['tags.`ends in dot.` ']);
    assert.deepEqual(inserts('both`"'), []);
    assert.deepEqual(inserts('two\nlines'), []);
  });

  it('goes on with a key whose quote is open', () => {
    assert.equal(take('params.`val l|', 'params.val loss'), 'params.`val loss` |');
    assert.equal(
      take('status = "FINISHED" AND params."val|', 'params.val loss'),
      'status = "FINISHED" AND params.`val loss` |',
    );
  });

  it('replaces the whole word that the caret stands in', () => {
    assert.equal(take('met|rics.xyz > 1', 'metrics.'), 'metrics.| > 1');
    assert.equal(take("params.model = 'for|est'", "'forest'"), "params.model = 'forest' |");
  });

  it('ends an open quote at the caret where more of the filter follows', () => {
    assert.equal(
      take("params.model = 'fo| AND status = 'FAILED'", "'forest'"),
      "params.model = 'forest' | AND status = 'FAILED'",
    );
  });

  it('offers the operators that fit the field', () => {
    assert.deepEqual(labels('metrics.acc |'), ['=', '!=', '>', '>=', '<', '<=', 'BETWEEN', 'IN', 'NOT IN']);
    assert.deepEqual(labels('params.lr |'), [
      '=',
      '!=',
      'LIKE',
      'ILIKE',
      'CONTAINS',
      'IN',
      'NOT IN',
      'IS NULL',
      'IS NOT NULL',
    ]);
    assert.deepEqual(labels('params.lr NOT |'), ['LIKE', 'ILIKE', 'CONTAINS', 'IN']);
    assert.deepEqual(labels('params.lr IS |'), ['NOT', 'NULL']);
    assert.deepEqual(labels('metrics.acc >|'), ['>', '>=']);
  });

  it('takes a lone name for a clause only where it says yes or no', () => {
    assert.ok(labels('starred |').includes('AND'));
    assert.ok(!labels('status |').includes('AND'));
  });

  it('offers values, the most used first, in quotes that hold them', () => {
    assert.deepEqual(labels('params.model = |'), ["'forest'", "'boost'"]);
    assert.deepEqual(labels('params.lr = |'), ["'0.1'", '"o\'clock"']);
    assert.deepEqual(labels('params.model=bo|'), ["'boost'"]);
    assert.deepEqual(labels('params.lines = |'), []);
    assert.deepEqual(labels('params.long = |'), []);
    assert.deepEqual(labels('git.branch = |'), ["'main'"]);
    assert.deepEqual(labels('git.commit = |'), ['HEAD', `'${'c'.repeat(40)}'`]);
    assert.deepEqual(labels('datasets.context = |'), ["'training'"]);
    assert.deepEqual(labels('git.dirty = |'), ['true', 'false']);
    assert.deepEqual(labels('started > -7|'), ['-7d']);
    assert.deepEqual(labels("experiment = '|"), ["'Default'"]);
    assert.equal(labels('status = R|')[0], "'RUNNING'");
    assert.deepEqual(labels('metrics.acc > |'), []);
  });

  it('goes on within lists, ranges and brackets', () => {
    assert.deepEqual(labels('params.model IN |'), ['(']);
    assert.deepEqual(labels('params.model IN (|'), ["'forest'", "'boost'"]);
    assert.deepEqual(labels("params.model IN ('forest' |"), [',', ')']);
    assert.deepEqual(labels('metrics.acc BETWEEN 0 |'), ['AND']);
    assert.deepEqual(labels('(metrics.acc > 0 |'), ['AND', 'OR', ')']);
    assert.deepEqual(labels('metrics.acc > 0 |'), ['AND', 'OR']);
    assert.equal(take("status = 'FAILED'|", 'OR'), "status = 'FAILED' OR |");
  });

  it('has nothing to offer behind a mistake or within a name nobody knows', () => {
    assert.deepEqual(labels('status status |'), []);
    assert.deepEqual(labels('foo.|'), []);
    assert.deepEqual(labels('foo.bar = |'), []);
  });

  it('says where a filter is wrong and what could stand there', () => {
    assert.equal(completeAt("status = 'FAILED'|").error, null);
    assert.equal(completeAt('|').error, null);
    assert.deepEqual(completeAt('metrics.acc > |').error, {
      position: 14,
      length: 0,
      message: "Invalid clause(s) in filter string: 'metrics.acc >'",
      expected: 'a value: a number, or text in quotes',
    });
    const wrong = completeAt("metrics.acc > 'high' AND starred|").error;
    assert.deepEqual([wrong?.position, wrong?.length], [14, 6]);
  });

  it('tells the terms that AND joins at the top', () => {
    const { text, clauses } = completeAt("metrics.acc BETWEEN 0 AND 1 and ( a.b  = 'x' OR starred ) AND NOT  starred|");
    assert.deepEqual(
      clauses?.map(({ from, to }) => text.slice(from, to)),
      ['metrics.acc BETWEEN 0 AND 1', "( a.b  = 'x' OR starred )", 'NOT  starred'],
    );
    assert.deepEqual(clauses[2]?.text, 'NOT starred');
    assert.deepEqual(
      completeAt("starred OR status = 'x'|").clauses?.map(({ open }) => open),
      [true],
    );
    assert.deepEqual(
      completeAt("(starred OR status = 'x')|").clauses?.map(({ open }) => open),
      [false],
    );
    assert.deepEqual(completeAt('|').clauses, []);
    assert.equal(completeAt('starred AND|').clauses, null);
  });

  it('never fails at a caret of a filter, and what it offers keeps the text one that can go on', () => {
    fc.assert(
      fc.property(filters, fc.nat(), (text, seed) => {
        const caret = seed % (text.length + 1);
        const { from, to, items, error } = completeAt(`${text.slice(0, caret)}|${text.slice(caret)}`);
        assert.equal(error, null, text);
        assert.ok(from <= caret && caret <= to);
        for (const { insert } of items) {
          const next = `${text.slice(0, from)}${insert}${insert.endsWith('.') ? 'key ' : ''}`;
          const message = `${next} goes on`;
          const after = completeRunFilter(db, {
            text: next,
            caret: next.length,
            experimentIds: null,
            context: { now, head: null },
          });
          const asked = after.error;
          assert.ok(
            asked === null || asked.position >= next.trimEnd().length || asked.message.includes('HEAD'),
            `${message}: ${asked?.message}`,
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});
