import assert from 'node:assert/strict';
import { toFilterChoices, type ReadFilter } from '../../../../src/editor/runs/filterChoices';

describe('rows of the filter box', () => {
  const item = { label: 'metrics.acc', insert: 'metrics.acc ', kind: 'key', detail: 'in 3 runs' } as const;
  const answer: ReadFilter = { from: 12, to: 14, items: [item], clauses: [], error: null, user: '' };

  it('apply the text first, and put completions into its place', () => {
    const text = 'starred AND me';
    assert.deepEqual(toFilterChoices(text, answer), [
      { kind: 'apply', of: text },
      { kind: 'take', of: text, item, text: 'starred AND metrics.acc ' },
    ]);
  });

  it('say what is wrong, and where', () => {
    const error = { position: 14, length: 0, message: 'Invalid clause', expected: 'an operator' };
    const [first] = toFilterChoices('starred AND me', { ...answer, error });
    assert.deepEqual(first, {
      kind: 'wrong',
      of: 'starred AND me',
      message: 'Invalid clause',
      hint: 'Character 15: expected an operator',
    });
  });

  it('offer nothing that is written already', () => {
    const choices = toFilterChoices('starred AND metrics.acc', { ...answer, to: 23 });
    assert.deepEqual(
      choices.map(({ kind }) => kind),
      ['apply'],
    );
  });
});
