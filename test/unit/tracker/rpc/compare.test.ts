import assert from 'node:assert/strict';
import { comparison, type Comparison } from '../../../../src/protocol/run';
import type { Tracker } from '../../../../src/tracker/start';
import { createRun, post, TrackerFolder } from '../trackerFixture';

describe('the comparison of runs', () => {
  let folder: TrackerFolder;
  let tracker: Tracker;
  let ids: readonly string[];

  before(async () => {
    folder = await TrackerFolder.make();
    tracker = await folder.start();
    ids = [await createRun(tracker), await createRun(tracker)];
    for (const [index, id] of ids.entries()) {
      const metrics = [0, 10, 20].map((step) => ({
        key: 'loss',
        value: 10 - step / 10 + index,
        step,
        timestamp: step,
      }));
      await post(tracker, 'runs/log-batch', { run_id: id, metrics });
    }
  });
  after(() => folder.remove());

  async function ask(params: object): Promise<Comparison> {
    const answer = await post(tracker, 'rpc/runs/compare', params);
    assert.equal(answer.status, 200, answer.text);
    return comparison.parse(JSON.parse(answer.text));
  }

  const loss = ({ rows }: Comparison) => rows.find(({ key }) => key === 'loss');

  it('has the value of each metric that is asked for', async () => {
    assert.deepEqual(loss(await ask({ ids }))?.values, [8, 9]);
    assert.deepEqual(loss(await ask({ ids, metric: { show: 'max' } }))?.values, [10, 11]);
    const atStep = loss(await ask({ ids, metric: { step: 15 } }));
    assert.deepEqual(
      [atStep?.values, atStep?.steps, atStep?.delta],
      [
        [9, 10],
        [10, 10],
        [0, 1],
      ],
    );
  });

  it('leaves out runs that are no more where that is asked for, and refuses them where it is not', async () => {
    const gone = 'f'.repeat(32);
    const asked = { ids: [gone, ...ids], base: gone };
    const left = await ask({ ...asked, skipMissing: true });
    assert.deepEqual([left.base, left.runs.map(({ id }) => id)], [ids[0], ids]);
    assert.deepEqual((await ask({ ids: [gone], skipMissing: true })).runs, []);
    const refused = await post(tracker, 'rpc/runs/compare', asked);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /RUN_NOT_FOUND/);
  });

  it('refuses a step that is no whole number', async () => {
    assert.equal((await post(tracker, 'rpc/runs/compare', { ids, metric: { step: 1.5 } })).status, 400);
  });
});
