import assert from 'node:assert/strict';
import type { WorkspaceTree } from '../../../src/git';
import { WorkspaceReadings } from '../../../src/tracker/workspaceReadings';
import { eventually } from '../../support/eventually';

interface FakeReading {
  readonly signal: AbortSignal;
  /** Ends the reading: the workspace is at hand. */
  readonly open: () => void;
  isClosed: boolean;
}

describe('readings of the workspace', () => {
  let begun: FakeReading[];
  let ending: AbortController;
  let readings: WorkspaceReadings;

  beforeEach(() => {
    begun = [];
    ending = new AbortController();
    readings = new WorkspaceReadings(
      async (use, signal) => {
        const place = begun.length;
        await new Promise<void>((resolve, reject) => {
          begun.push({ signal, open: resolve, isClosed: false });
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        await use({ tree: `tree ${place}` } as WorkspaceTree);
        const reading = begun[place];
        if (reading) reading.isClosed = true;
      },
      { ending: ending.signal, background: () => undefined },
    );
  });
  afterEach(() => ending.abort());

  const ask = (fresh = false, signal = new AbortController().signal): Promise<string> =>
    readings.use({ fresh, signal }, ({ tree }) => Promise.resolve(tree));

  const reading = (place: number): Promise<FakeReading> =>
    eventually(
      `Reading ${place}`,
      () => begun[place],
      (found) => found !== undefined,
    ) as Promise<FakeReading>;

  it('are shared by questions that come together or soon after', async () => {
    const answers = [ask(), ask(), ask(true)];
    (await reading(0)).open();
    assert.deepEqual(await Promise.all(answers), ['tree 0', 'tree 0', 'tree 0']);
    assert.equal(await ask(), 'tree 0');
    assert.equal(begun.length, 1);
  });

  it('are made anew after a change, one at a time', async () => {
    const first = ask();
    const one = await reading(0);
    const changed = [ask(true), ask(true)];
    assert.equal(begun.length, 1);
    one.open();
    (await reading(1)).open();
    assert.equal(await first, 'tree 0');
    assert.deepEqual(await Promise.all(changed), ['tree 1', 'tree 1']);
    await eventually(
      'The end of the first reading',
      () => one.isClosed,
      (isClosed) => isClosed,
    );
  });

  it('go on while anybody waits, and are stopped when nobody does', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = [ask(false, one.signal), ask(false, other.signal)].map((answer) => assert.rejects(answer));
    const { signal } = await reading(0);
    one.abort();
    await answers[0];
    assert.equal(signal.aborted, false);
    other.abort();
    await answers[1];
    assert.equal(signal.aborted, true);
    const next = ask();
    (await reading(1)).open();
    assert.equal(await next, 'tree 1');
  });

  it('that fail are told to all who wait, and tried again by the next', async () => {
    const failing = new WorkspaceReadings(() => Promise.reject(new Error('no Git')), {
      ending: ending.signal,
      background: () => undefined,
    });
    const use = (): Promise<unknown> =>
      failing.use({ fresh: false, signal: new AbortController().signal }, () => Promise.resolve());
    await Promise.all([assert.rejects(use(), /no Git/), assert.rejects(use(), /no Git/)]);
    await assert.rejects(use(), /no Git/);
  });

  it('end with the tracker', async () => {
    const answer = ask();
    const { signal } = await reading(0);
    const rejected = assert.rejects(answer);
    ending.abort();
    await rejected;
    assert.equal(signal.aborted, true);
  });
});
