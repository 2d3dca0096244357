import assert from 'node:assert/strict';
import type { RunNode } from '../../../../src/editor/runs/nodes';
import { StalenessBoard } from '../../../../src/editor/runs/stalenessBoard';
import type { Staleness } from '../../../../src/protocol/staleness';
import { eventually } from '../../../support/eventually';

function node(id: string, tree: string | null = 'tree'): RunNode {
  const git = { commit: 'c', branch: 'main', dirty: false, snapshot: null, tree, repository: null };
  return { kind: 'run', id: `run:${id}`, folder: 'f', parent: {}, run: { id, git } } as unknown as RunNode;
}

const differs = (id: string, files: number): Staleness => ({
  id,
  state: files === 0 ? 'same' : 'differs',
  files,
  data: [],
  reason: null,
});

describe('the rows that say how code differs', () => {
  let questions: { ids: readonly string[]; fresh: boolean }[];
  let redrawn: string[];
  let files: number;
  let visible: boolean;
  let hold: Promise<void> | undefined;
  let board: StalenessBoard;

  beforeEach(() => {
    questions = [];
    redrawn = [];
    files = 1;
    visible = true;
    hold = undefined;
    board = new StalenessBoard({
      ask: async (ids, fresh) => {
        questions.push({ ids, fresh });
        await hold;
        return ids.map((id) => differs(id, id === 'b' ? 0 : files));
      },
      redraw: ({ run }) => redrawn.push(run.id),
      isVisible: () => visible,
      collectMs: 0,
    });
  });
  afterEach(() => board.dispose());

  const answered = (count: number): Promise<unknown> =>
    eventually(
      `${count} answers`,
      () => redrawn.length,
      (length) => length >= count,
    );

  it('asks once for all rows that were drawn, and draws them again when it knows', async () => {
    const [a, b] = [node('a'), node('b')];
    assert.equal(board.read(a), undefined);
    assert.equal(board.read(b), undefined);
    await answered(2);
    assert.deepEqual(questions, [{ ids: ['a', 'b'], fresh: false }]);
    assert.deepEqual(board.read(a), differs('a', 1));
    assert.deepEqual(board.read(b), differs('b', 0));
    assert.deepEqual(redrawn, ['a', 'b']);
  });

  it('draws only rows again whose answer is another after a change', async () => {
    board.read(node('a'));
    board.read(node('b'));
    await answered(2);
    files = 2;
    board.refresh();
    await answered(3);
    assert.deepEqual(questions.at(-1), { ids: ['a', 'b'], fresh: true });
    assert.deepEqual(redrawn, ['a', 'b', 'a']);
  });

  it('asks again for a run whose snapshot has come', async () => {
    board.read(node('a', null));
    await answered(1);
    files = 4;
    board.read(node('a', 'tree'));
    await answered(2);
    assert.deepEqual(questions.at(-1), { ids: ['a'], fresh: false });
    assert.deepEqual(board.read(node('a', 'tree')), differs('a', 4));
  });

  it('waits while the tree is hidden', async () => {
    board.read(node('a'));
    await answered(1);
    visible = false;
    files = 5;
    board.refresh();
    board.refresh();
    assert.equal(questions.length, 1);
    visible = true;
    board.show();
    await answered(2);
    assert.deepEqual(questions.slice(1), [{ ids: ['a'], fresh: true }]);
  });

  it('asks one question at a time, and once more for what came meanwhile', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    board.read(node('a'));
    await eventually(
      'The first question',
      () => questions.length,
      (length) => length === 1,
    );
    board.refresh();
    board.refresh();
    files = 7;
    assert.equal(questions.length, 1);
    release();
    await eventually(
      'The second answer',
      () => board.read(node('a'))?.files,
      (count) => count === 7,
    );
    assert.deepEqual(
      questions.map(({ fresh }) => fresh),
      [false, true],
    );
  });
});
