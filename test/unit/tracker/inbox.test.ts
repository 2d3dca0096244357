import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Tracker } from '../../../src/tracker/start';
import { send, TrackerFolder, type Answer } from './trackerFixture';

describe('the inbox of a tracker', () => {
  let folder: TrackerFolder;
  beforeEach(async () => {
    folder = await TrackerFolder.make();
  });
  afterEach(() => folder.remove());

  const append = (name: string, ...lines: readonly object[]): string => {
    const inbox = join(folder.path, '.modeltrail', 'inbox');
    mkdirSync(inbox, { recursive: true });
    appendFileSync(join(inbox, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return join(inbox, name);
  };
  const points = (tracker: Tracker): unknown =>
    tracker.services.db.prepare('SELECT count(*) FROM points').pluck().get();
  const post = (tracker: Tracker, path: string, lines: string): Promise<Answer> =>
    send(tracker, `/api/modeltrail/v1/inbox${path}`, {
      method: 'POST',
      body: lines,
      headers: { 'content-type': 'application/x-ndjson' },
    });

  it('reads what was written while no tracker ran, and nothing twice after a restart', async () => {
    append('a.jsonl', { run: 'r1', step: 0, metrics: { loss: 1 } });
    const first = await folder.start();
    await first.inbox.settle();
    assert.equal(points(first), 1);
    await folder.close(first);
    append('a.jsonl', { run: 'r1', step: 1, metrics: { loss: 2 } });
    const second = await folder.start();
    await second.inbox.settle();
    assert.equal(points(second), 2);
  });

  it('hears of appended lines by itself, and tells its listeners', async () => {
    const tracker = await folder.start();
    await tracker.inbox.settle();
    const heard = new Promise<readonly string[]>((resolve) => {
      tracker.services.changes.subscribe(({ runs }) => {
        if (runs.length > 0) resolve(runs);
      });
    });
    append('a.jsonl', { run: 'r1', step: 0, metrics: { loss: 1 } });
    const [id] = await heard;
    const found = tracker.services.db.prepare('SELECT uuid FROM runs').pluck().all();
    assert.deepEqual(found, [id]);
  });

  it('folds many files of many writers', async () => {
    for (let file = 0; file < 40; file += 1) {
      const lines = Array.from({ length: 50 }, (_, step) => ({ run: 'r', step, metrics: { loss: file * 50 + step } }));
      append(`w${file}.jsonl`, ...lines);
    }
    const tracker = await folder.start();
    await tracker.inbox.settle();
    assert.equal(points(tracker), 2000);
    assert.equal(tracker.services.db.prepare('SELECT count(*) FROM runs').pluck().get(), 40);
  });

  it('moves files to done/ that are fully read and were left alone for 7 days', async () => {
    const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
    const day = 24 * 3600_000;
    const tracker = await folder.start({ now: () => clock.now });
    const old = append('old.jsonl', { run: 'r1' });
    const torn = append('torn.jsonl', { run: 'r1' });
    appendFileSync(torn, '{"run":');
    const young = append('young.jsonl', { run: 'r1' });
    for (const [file, days] of [
      [old, 8],
      [torn, 8],
      [young, 6],
    ] as const) {
      const at = new Date(clock.now - days * day);
      utimesSync(file, at, at);
    }
    await tracker.inbox.settle();
    await tracker.inbox.settle();
    assert.deepEqual(
      [old, torn, young].map((file) => existsSync(file)),
      [false, true, true],
    );
    assert.ok(existsSync(join(folder.path, '.modeltrail', 'inbox', 'done', 'old.jsonl')));
    clock.now += 2 * day;
    await tracker.inbox.settle();
    assert.ok(!existsSync(young));
  });

  it('takes lines over HTTP and says which it rejected', async () => {
    const tracker = await folder.start();
    const { status, at, textAt } = await post(
      tracker,
      '',
      '{"run":"r1","name":"by http","step":0,"metrics":{"loss":1}}\n\nno json\r\n{"run":"r1","step":1,"metrics":{"loss":2}}',
    );
    assert.equal(status, 200);
    assert.equal(at('accepted'), 2);
    assert.equal(at('rejected'), 1);
    assert.equal(at('rejections.0.line'), 3);
    assert.match(textAt('rejections.0.reason'), /JSON/);
    assert.deepEqual(Object.keys(at('runs') as object), ['r1']);
    const again = await post(tracker, '', JSON.stringify({ run: at('runs.r1'), step: 2, metrics: { loss: 3 } }));
    assert.deepEqual(again.at('runs'), { [textAt('runs.r1')]: textAt('runs.r1') });
    assert.equal(points(tracker), 3);
  });

  it('keeps the keys of a named sender from one request to the next, and of others apart', async () => {
    const tracker = await folder.start();
    const ids = [];
    for (const path of ['?sender=one', '?sender=one', '?sender=two', '', '']) {
      ids.push((await post(tracker, path, '{"run":"r1"}')).at('runs.r1'));
    }
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 4);
  });

  it('wants the token for lines over HTTP', async () => {
    const tracker = await folder.start();
    const { status } = await send(tracker, '/api/modeltrail/v1/inbox', {
      method: 'POST',
      body: '{"run":"r1"}',
      headers: { authorization: 'Bearer wrong' },
    });
    assert.equal(status, 401);
  });
});
