import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModelTrailError } from '../../../src/protocol/errors';
import { SearchSyntaxError } from '../../../src/search';
import { matching, storeOf } from './runStore';

const db = storeOf([]);

function problemOf(filter: string): SearchSyntaxError {
  try {
    matching(db, filter);
  } catch (error) {
    if (error instanceof SearchSyntaxError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `${filter} was understood` });
}

describe('a filter that cannot be understood', () => {
  const messages: readonly (readonly [filter: string, message: string | RegExp])[] = [
    ["metrics.v > 'a'", "Expected numeric value type for metric. Found 'a'"],
    ['metrics.v = x', 'Expected numeric value type for metric. Found x'],
    ['params.k = 1', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
    ['tags.k = 1', "Expected a quoted string value for tag (e.g. 'my-value'). Got value 1"],
    ['params.k = v', /^Parameter value is either not quoted or unidentified quote types used for string value v\./],
    ['params.k = `v`', /^Parameter value is either not quoted .* used for string value `v`\./],
    ["params.k > '1'", /^Invalid comparator '>' not one of \['=', '!=', 'LIKE', 'ILIKE'/],
    ["params.k BETWEEN '1' AND '2'", /^Invalid comparator 'BETWEEN' not one of /],
    ["params.k <> '1'", /^Invalid comparator '<>' not one of /],
    ['metrics.v LIKE 1', /^Invalid comparator 'LIKE' not one of /],
    ['starred > true', /^Invalid comparator '>' not one of /],
    [
      'foo.bar = 1',
      "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    ],
    ["attributes.xx = 'a'", /^Invalid attribute key 'xx' specified\. Valid keys are \['run_id', 'run_name', /],
    ["xx = 'a'", /^Invalid attribute key 'xx' specified\. Valid keys are /],
    ["attributes.toString = 'a'", /^Invalid attribute key 'toString' specified/],
    ["dataset.source = 'a'", "Invalid dataset key 'source' specified. Valid keys are ['name', 'digest', 'context']"],
    ['metrics.v IS NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'v'"],
    ['metrics.v IS NOT NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'v'"],
    ["start_time > 'soon'", "Expected numeric value type for numeric attribute: start_time. Found 'soon'"],
    ["start_time > '2026-02-30'", "Expected numeric value type for numeric attribute: start_time. Found '2026-02-30'"],
    ['started > 7d', 'Expected numeric value type for numeric attribute: start_time. Found 7d'],
    ["duration > '5m'", "Expected numeric value type for numeric attribute: duration. Found '5m'"],
    ['status = 3', 'Expected a quoted string value for attributes. Got value 3'],
    ['dataset.name = 3', 'Expected a quoted string value for dataset attributes. Got value 3'],
    ['git.dirty = 3', "Expected true or false for git 'dirty'. Got value 3"],
    ['run_id IN ()', /^While parsing a list in the query, expected a non-empty list .* got empty list$/],
    ["run_id IN 'a'", /^While parsing a list in the query, .* got ill-formed list$/],
    ["run_id IN ('a' 'b')", /^While parsing a list in the query, .* got ill-formed list$/],
    ["run_id IN ('a',)", /^While parsing a list in the query, .* got ill-formed list$/],
    ['metrics.v', "Invalid clause(s) in filter string: 'metrics.v'"],
    ['run_name', "Invalid clause(s) in filter string: 'run_name'"],
    ['hello world', "Invalid clause(s) in filter string: 'hello world'"],
    ["metrics.v > 1 AND params.k = AND params.j = '2'", "Invalid clause(s) in filter string: 'params.k ='"],
    ["params.k = 'a' params.j = 'b'", "Invalid clause(s) in filter string: 'params.j = 'b''"],
    ["params.k = 'a", "Invalid clause(s) in filter string: 'params.k = 'a'"],
    ["(params.k = 'a'", "Invalid clause(s) in filter string: '(params.k = 'a''"],
    ["params.k = 'a')", "Invalid clause(s) in filter string: ')'"],
    ["params.k = ('a')", "Invalid clause(s) in filter string: 'params.k = ('a')'"],
    ['metrics.v > 1;', "Invalid clause(s) in filter string: ';'"],
    ['NOT', "Invalid clause(s) in filter string: ''"],
    ['metrics. > 1', "Invalid clause(s) in filter string: 'metrics. > 1'"],
    ['git.commit = HEAD', 'HEAD is not known here: the folder has no Git commit.'],
  ];
  for (const [filter, message] of messages) {
    it(`is refused in MLflow's words: ${filter}`, () => {
      const problem = problemOf(filter);
      assert.equal(problem.code, 'INVALID_VALUE');
      if (typeof message === 'string') assert.equal(problem.message, message);
      else assert.match(problem.message, message);
    });
  }

  const places: readonly (readonly [filter: string, position: number, expected: RegExp])[] = [
    ["params.a = 'x' AND params.b", 27, /operator/],
    ["params.a = 'x' AND params.b ==", 30, /a value/],
    ["params.a = 'x' AND", 18, /a comparison/],
    ["(starred OR params.a = 'x'", 26, /closing '\)'/],
    ["params.a = 'x' xor starred", 15, /AND, OR or the end/],
    ["starred AND metrics.v > 'x'", 24, /number without quotes/],
    ["starred AND params.v > 'x'", 21, /one of =, !=, LIKE/],
    ['metrics.v BETWEEN 1 2', 20, /AND and the upper end/],
    ['tags.a IS 3', 10, /NULL or NOT NULL/],
    ['starred AND mertics.v > 1', 12, /one of metric, parameter, tag/],
    ['started > yesterday', 10, /-7d/],
  ];
  for (const [filter, position, expected] of places) {
    it(`names the place and what could stand there: ${filter}`, () => {
      const problem = problemOf(filter);
      assert.equal(problem.position, position);
      assert.match(problem.expected, expected);
      assert.equal(problem.hint, `At character ${position + 1}: expected ${problem.expected}.`);
    });
  }

  for (const [filter, position] of places) {
    it(`names the place in UTF-16 units, also behind emoji: ${filter}`, () => {
      const before = `tags."👩‍🔬" = '😀' AND (starred OR note CONTAINS "🚀") AND `;
      // Only the first error is told: what follows AND is read as it would be alone.
      assert.equal(problemOf(before + filter).position, before.length + position);
    });
  }

  it('is read at once, also with many digits that are no number', () => {
    assert.equal(problemOf(`metrics.v > ${'1'.repeat(300_000)}x`).position, 12);
  });

  it('is refused before it exhausts the stack or the store', () => {
    assert.match(problemOf('('.repeat(100_000)).expected, /at most 50 nested/);
    assert.match(problemOf('NOT '.repeat(100_000)).expected, /at most 50 nested/);
    assert.match(problemOf(Array.from({ length: 201 }, () => 'starred').join(' OR ')).expected, /at most 200/);
    const numbers = Array.from({ length: 1001 }, (_, index) => index).join(', ');
    assert.match(problemOf(`metrics.v IN (${numbers})`).expected, /at most 1000/);
    assert.match(problemOf(`params.v LIKE '${'x'.repeat(50_001)}'`).expected, /shorter/);
  });

  it('is the only error of any text whatever', () => {
    const fragments = fc.constantFrom(
      ..."metrics.a|params.`b c`|tags.\"d|'text'|'|\"|`|1|-1e5|7d|=|!=|>|LIKE|IN|(|)|,|AND|OR|NOT|IS|NULL|BETWEEN".split(
        '|',
      ),
      ...'starred|git.commit|HEAD|started|duration|status|.|..|é.ü|\u0000|dataset.name|CONTAINS|%|*[?'.split('|'),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join(' ')),
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (filter) => {
        try {
          matching(db, filter);
        } catch (error) {
          assert.ok(error instanceof SearchSyntaxError, String(error));
          assert.ok(error.position >= 0 && error.position <= filter.length);
        }
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(text, (orderBy) => {
        try {
          matching(db, '', { orderBy: [orderBy] });
        } catch (error) {
          assert.ok(error instanceof ModelTrailError, String(error));
        }
      }),
    );
  });
});
