import assert from 'node:assert/strict';
import { toContent } from '../../../../../webview/compare/artifacts/content';
import {
  diagonalShare,
  matrixDifference,
  matrixOfJson,
  matrixOfRows,
} from '../../../../../webview/compare/artifacts/matrix';
import { parsePicture, pictureAt, picturesOf } from '../../../../../webview/compare/artifacts/pictures';
import { diffTable } from '../../../../../webview/compare/artifacts/tableDiff';
import { entriesOf, stepsOf } from '../../../../../webview/compare/artifacts/union';

const id = '0b1c2d3e-aaaa-bbbb-cccc-0123456789ab';
const plus = (step: number, key = 'val~samples', ending = '.png'): string =>
  `images/${key}+step+${step}+timestamp+1700000000000+${id}${ending}`;
const percent = `images/val#samples%step%3%timestamp%1700000000000%g${id.slice(1)}%compressed.webp`;

describe('logged pictures', () => {
  it('are known by the names that the clients of MLflow 2 and 3 give them', () => {
    const three = parsePicture(plus(-2));
    assert.deepEqual(
      [three?.key, three?.step, three?.timestamp, three?.compressed],
      ['val/samples', -2, 1700000000000, false],
    );
    const two = parsePicture(percent);
    assert.deepEqual([two?.key, two?.step, two?.compressed], ['val/samples', 3, true]);
    assert.equal(parsePicture('images/roc.png'), null);
    assert.equal(parsePicture(`deep/${plus(1)}`), null);
  });

  it('stand in the order of steps, the whole one before its smaller copy', () => {
    const paths = [plus(10), plus(2, 'val~samples', '+compressed.webp'), plus(2), plus(5, 'other')];
    const pictures = picturesOf(paths, 'val/samples');
    assert.deepEqual(
      pictures.map(({ step, compressed }) => [step, compressed]),
      [
        [2, false],
        [10, false],
      ],
    );
    assert.equal(pictureAt(pictures, 9)?.step, 2);
    assert.equal(pictureAt(pictures, 1), null);
  });

  it('are listed by key, before files, with how many runs have them', () => {
    const listing = (...paths: readonly string[]) => ({
      kind: 'ready' as const,
      files: paths.map((path) => ({ path, bytes: 1 })),
      cut: false,
    });
    const listings = [listing(plus(1), plus(2), 'a10.txt', 'a9.txt'), listing(plus(4), 'a9.txt'), undefined];
    assert.deepEqual(
      entriesOf(listings).map(({ kind, name, runs }) => `${kind} ${name} ${runs}`),
      ['pictures val/samples 2', 'file a9.txt 2', 'file a10.txt 1'],
    );
    assert.deepEqual(stepsOf(listings, 'val/samples'), [1, 2, 4]);
  });
});

describe('a matrix', () => {
  const values = [
    [3, 1],
    [2, 4],
  ];

  it('is read from JSON, with labels or without', () => {
    assert.deepEqual(matrixOfJson(values), { labels: ['0', '1'], values });
    assert.deepEqual(matrixOfJson({ labels: ['no', 'yes'], confusion_matrix: values })?.labels, ['no', 'yes']);
    assert.equal(matrixOfJson([[1, 2, 3]]), null);
    assert.equal(matrixOfJson({ labels: ['no'], matrix: values }), null);
  });

  it('is read from a table: with labels around, plain, or a line a cell', () => {
    assert.deepEqual(
      matrixOfRows([
        ['', 'no', 'yes'],
        ['no', '3', '1'],
        ['yes', '2', '4'],
      ]),
      { labels: ['no', 'yes'], values },
    );
    assert.deepEqual(
      matrixOfRows([
        ['actual', 'predicted', 'count'],
        ['yes', 'no', '2'],
        ['yes', 'yes', '4'],
        ['no', 'no', '3'],
        ['no', 'yes', '1'],
      ]),
      { labels: ['no', 'yes'], values },
    );
    assert.equal(
      matrixOfRows([
        ['name', 'score'],
        ['a', '1'],
      ]),
      null,
    );
  });

  it('is compared with the base label by label', () => {
    const base = {
      labels: ['no', 'yes'],
      values: [
        [1, 1],
        [1, 1],
      ],
    };
    assert.deepEqual(matrixDifference({ labels: ['no', 'yes'], values }, base)?.values, [
      [2, 0],
      [1, 3],
    ]);
    assert.equal(matrixDifference({ labels: ['a', 'b'], values }, base), null);
    assert.equal(diagonalShare({ labels: [], values }), 0.7);
  });
});

describe('a file side by side', () => {
  const read = (path: string, text: string) => toContent(path, new TextEncoder().encode(text));

  it('is a matrix by its labels or its name, else a table or text', () => {
    assert.equal(read('m.csv', ',a,b\na,1,2\nb,3,4\n').kind, 'matrix');
    assert.equal(read('grid.csv', '1,2\n3,4\n').kind, 'rows');
    assert.equal(read('confusion.csv', '1,2\n3,4\n').kind, 'matrix');
    assert.equal(read('confusion_matrix.json', '[[1,2],[3,4]]').kind, 'matrix');
    assert.equal(read('config.json', '{"lr": 1}').kind, 'text');
    assert.equal(read('broken.json', '{"lr": ').kind, 'text');
    assert.equal(read('model.bin', 'x').kind, 'other');
  });

  it('is a table when it was logged as one', () => {
    const content = read('table.json', '{"columns":["q","n"],"data":[["a",1],[null,2]]}');
    assert.deepEqual(content.kind === 'rows' && content.rows, [
      ['q', 'n'],
      ['a', '1'],
      ['null', '2'],
    ]);
  });

  it('shows the beginning of a long text and says that it does', () => {
    const content = read('log.txt', 'x'.repeat(100_000));
    assert.deepEqual(content.kind === 'text' && [content.text.length, content.cut], [65_536, true]);
  });
});

describe('a table against the base', () => {
  const base = [
    ['name', 'score'],
    ['a', '1'],
    ['b', '2'],
  ];

  it('marks cells that differ, matching columns by their titles', () => {
    const diff = diffTable(
      [
        ['score', 'name', 'more'],
        ['1', 'a', 'x'],
        ['3', 'b', 'y'],
        ['4', 'c', 'z'],
      ],
      base,
    );
    assert.deepEqual([diff.differing, diff.fewer, diff.head[2]?.isNew, diff.rows[2]?.isNew], [1, 0, true, true]);
    assert.equal(diff.rows[1]?.cells[0]?.differs, true);
  });

  it('differs in nothing without a base, and counts rows that are missing', () => {
    assert.equal(diffTable(base, null).differing, 0);
    assert.equal(diffTable(base.slice(0, 2), base).fewer, 1);
  });
});
