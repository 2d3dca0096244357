import assert from 'node:assert/strict';
import { describeColumn, filterColumns, pickerColumns, toLines } from '../../../../webview/table/pickerModel';

const used = [
  { column: 'metrics.acc', runs: 3 },
  { column: 'metrics.val/acc', runs: 2 },
  { column: 'metrics.train_val/acc', runs: 2 },
  { column: 'params.acc', runs: 1 },
  { column: 'tags.a.b', runs: 3 },
];

describe('the columns that may be picked', () => {
  const columns = pickerColumns(used, ['name', 'metrics.gone']);
  const found = (text: string, only: readonly string[] | null = null): readonly string[] =>
    filterColumns(columns, { text, only: only && new Set(only) }).found.map(({ column }) => column);

  it('are in groups, facts first, and a shown one that no run has is among them', () => {
    const groups = toLines(columns).flatMap((line) => (line.kind === 'group' ? `${line.group} ${line.count}` : []));
    assert.deepEqual(groups, ['Facts 10', 'Metrics 4', 'Params 1', 'Data 1', 'Git 4', 'Tags 1']);
    assert.equal(columns.find(({ column }) => column === 'metrics.gone')?.runs, 0);
  });

  it('are found by words, by an expression, and by a prefix that ends in a slash', () => {
    assert.deepEqual(found('ACC'), ['metrics.acc', 'metrics.val/acc', 'metrics.train_val/acc', 'params.acc']);
    assert.deepEqual(found('^acc$'), ['metrics.acc', 'params.acc']);
    assert.deepEqual(found('val/'), ['metrics.val/acc']);
    assert.deepEqual(found('a.b'), ['tags.a.b']);
    assert.deepEqual(found('acc', ['params.acc', 'name']), ['params.acc']);
  });

  it('take an expression that could run on without end as plain text, and say so', () => {
    const { found: none, note } = filterColumns(columns, { text: '(a+)+$', only: null });
    assert.deepEqual(none, []);
    assert.match(note ?? '', /plain text/);
  });

  it('are told apart by their group', () => {
    const spoken = columns.filter(({ title }) => title === 'acc' || title === 'Name').map(describeColumn);
    assert.deepEqual(spoken, ['Name, Facts', 'acc 3 runs, Metrics', 'acc 1 run, Params']);
  });
});
