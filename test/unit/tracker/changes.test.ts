import assert from 'node:assert/strict';
import type { TrackerEvent } from '../../../src/protocol/events';
import { ChangeHub } from '../../../src/tracker/changes';

describe('what the tracker tells its listeners', () => {
  const next = (hub: ChangeHub): Promise<TrackerEvent> =>
    new Promise((resolve) => {
      const unsubscribe = hub.subscribe((event) => {
        unsubscribe();
        resolve(event);
      });
    });

  it('names each changed run once, however often it changed, and numbers its messages', async () => {
    const hub = new ChangeHub(1);
    const first = next(hub);
    for (let index = 0; index < 1000; index += 1) hub.run('a');
    hub.run('b');
    hub.list('runs');
    assert.deepEqual(await first, { seq: 1, runs: ['a', 'b'], lists: ['runs'] });
    const second = next(hub);
    hub.run('c');
    assert.deepEqual(await second, { seq: 2, runs: ['c'], lists: [] });
  });

  it('keeps nothing for listeners that are not there', async () => {
    const hub = new ChangeHub(1);
    hub.run('before');
    const event = next(hub);
    hub.run('after');
    assert.deepEqual((await event).runs, ['after']);
  });
});
