import assert from 'node:assert/strict';
import { factTitles } from '../../../../webview/table/columns';
import { filterTerm } from '../../../../webview/table/headerMenu';
import { sameLayout } from '../../../../webview/table/layout';
import { plainLayout } from '../../../../webview/table/state';
import { parseFilter, SearchSyntaxError, type Vocabulary } from '../../../../src/search';
import { runTarget } from '../../../../src/runs/searchTarget';

describe('the term that a header begins', () => {
  // The vocabulary is the same whatever the store holds.
  const { vocabulary }: { vocabulary: Vocabulary } = runTarget(undefined as never);

  const values = ["'x'", '1', 'true', '5m', "'2026-11-01'"];
  const parses = (filter: string): boolean => {
    try {
      return parseFilter(filter, vocabulary) !== null;
    } catch (error) {
      if (error instanceof SearchSyntaxError) return false;
      throw error;
    }
  };

  it('is one of the search language for every column but how the code differs, which it has no word for', () => {
    const keys = ['acc', 'val/acc', 'a b', 'a.b', 'a`b', 'Zürich', 'and', '1st', 'a"b', 'x-y'];
    const columns = [
      ...Object.keys(factTitles),
      ...['metrics', 'params', 'tags'].flatMap((kind) => keys.map((key) => `${kind}.${key}`)),
    ];
    for (const column of columns) {
      const term = filterTerm(column);
      if (column === 'code') assert.equal(term, null);
      else assert.ok(term !== null && values.some((value) => parses(term + value)), `${column}: ${String(term)}`);
    }
  });

  it('is not there for a key that no quotes can hold', () => {
    assert.equal(filterTerm('params.a`b"c'), null);
  });
});

describe('the mark of a changed view', () => {
  it('is for what a person changed, not for the order of keys or for what is absent', () => {
    const { query, ...rest } = plainLayout;
    assert.ok(sameLayout(plainLayout, { ...rest, query: { ...query, experimentIds: undefined } }));
    assert.ok(
      sameLayout(
        { ...plainLayout, columns: [{ column: 'name', width: 90 }] },
        { ...plainLayout, columns: [{ width: 90, column: 'name' }] },
      ),
    );
    assert.ok(!sameLayout(plainLayout, { ...plainLayout, bars: true }));
    assert.ok(!sameLayout(plainLayout, { ...plainLayout, columns: [{ column: 'name' }] }));
  });
});
