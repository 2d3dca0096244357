import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { foldFile, retireFile, returnRetired } from '../../../../src/runs';
import { openInbox, type Inbox } from './inboxFixture';

describe('folding an inbox file', () => {
  let inbox: Inbox;
  beforeEach(() => (inbox = openInbox()));
  afterEach(() => inbox.close());

  const onlyRun = () => {
    const [run, ...others] = inbox.runs();
    assert.ok(run);
    assert.deepEqual(others, []);
    return run;
  };

  it('counts each line once while the file grows between two reads of it', async () => {
    const line = (step: number) => ({ run: 'r', step, metrics: { loss: step } });
    inbox.append('a.jsonl', line(0));
    const handle = await open(inbox.path('a.jsonl'));
    const prototype = Object.getPrototypeOf(handle) as {
      read: (...args: unknown[]) => Promise<{ readonly bytesRead: number }>;
    };
    await handle.close();
    const { read } = prototype;
    let step = 0;
    prototype.read = async function (this: unknown, ...args) {
      const result = await read.apply(this, args);
      // A reading that has come to the end is over: what is written now, only the next one sees.
      if (result.bytesRead === 0 && step < 19) inbox.append('a.jsonl', line((step += 1)));
      return result;
    };
    try {
      for (let round = 0; round < 20; round += 1) await inbox.fold('a.jsonl');
    } finally {
      prototype.read = read;
    }
    assert.equal(onlyRun().metrics[0]?.count, 20);
  });

  it('makes a run of the first line and takes what the others say', async () => {
    inbox.append(
      'a.jsonl',
      {
        run: 'r1',
        experiment: 'churn',
        name: 'baseline',
        started: '2026-11-24T10:00:00Z',
        tags: { team: 'risk' },
        user: 'ada',
      },
      '{"run":"r1","params":{"lr":1e-3,"layers":2.0,"bias":true,"seed":null,"kind":"mlp"},"unknown":[1]}',
      { run: 'r1', step: 3, at: '2026-11-24T10:00:01.5Z', metrics: { loss: 0.1, acc: 'NaN', top: '-Infinity' } },
      '{"run":"r1","step":4,"metrics":{"loss":NaN}}',
      { run: 'r1', dataset: { name: 'train', digest: 'abc', context: 'train', source: 'data/train.csv' } },
      { run: 'r1', status: 'FINISHED', ended: '2026-11-24T10:00:09Z' },
    );
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 6, rejected: 0 });
    const { info, params, tags, metrics, datasets } = onlyRun();
    assert.equal(info.name, 'baseline');
    assert.equal(info.userId, 'ada');
    assert.equal(info.startTime, Date.parse('2026-11-24T10:00:00Z'));
    assert.equal(info.endTime, Date.parse('2026-11-24T10:00:09Z'));
    assert.equal(info.status, 'FINISHED');
    assert.deepEqual(Object.fromEntries(params.map(({ key, value }) => [key, value])), {
      lr: '1e-3',
      layers: '2.0',
      bias: 'true',
      seed: 'null',
      kind: 'mlp',
    });
    assert.equal(tags.find(({ key }) => key === 'team')?.value, 'risk');
    assert.equal(metrics.find(({ key }) => key === 'acc')?.timestamp, Date.parse('2026-11-24T10:00:01.5Z'));
    assert.deepEqual(inbox.points(info.id, 'loss'), [
      [3, 0.1],
      [4, 'NaN'],
    ]);
    assert.deepEqual(inbox.points(info.id, 'top'), [[3, -Number.MAX_VALUE]]);
    assert.equal(datasets[0]?.name, 'train');
    assert.deepEqual(datasets[0].tags, [{ key: 'mlflow.data.context', value: 'train' }]);
  });

  it('reads each line once over appends, and a torn last line only when it is complete', async () => {
    inbox.append('a.jsonl', { run: 'r1', step: 0, metrics: { loss: 5 } });
    appendFileSync(inbox.path('a.jsonl'), '{"run":"r1","step":1,"met');
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 1, rejected: 0 });
    inbox.clock.now += 1000;
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 0, rejected: 0 });
    appendFileSync(inbox.path('a.jsonl'), 'rics":{"loss":4}}\r\n\n');
    inbox.append('a.jsonl', { run: 'r1', step: 2, metrics: { loss: 3 } });
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 2, rejected: 0 });
    assert.deepEqual(inbox.points(onlyRun().info.id, 'loss'), [
      [0, 5],
      [1, 4],
      [2, 3],
    ]);
  });

  it('keeps the position when what it said is rolled back', async () => {
    inbox.append('a.jsonl', { run: 'r1', step: 0, metrics: { loss: 5 } });
    inbox.place.db.pragma('query_only = ON');
    await assert.rejects(inbox.fold('a.jsonl'), { code: 'SQLITE_READONLY' });
    assert.deepEqual(inbox.rejected('a.jsonl'), []);
    inbox.place.db.pragma('query_only = OFF');
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 1, rejected: 0 });
  });

  it('copies unusable lines with their reasons and goes on', async () => {
    inbox.append(
      'a.jsonl',
      { run: 'r1', params: { lr: '1' } },
      'no json',
      '[1]',
      { metrics: { loss: 1 } },
      { run: 'r1', metrics: { loss: 'high' } },
      { run: 'r1', params: { lr: '2' } },
      { run: 'r1', params: { nested: { a: 1 } } },
      { run: 'r1', step: 1.5, metrics: { loss: 1 } },
      { run: 'r1', at: 'yesterday', metrics: { loss: 1 } },
      { push: 'SOURCE', rows: [] },
      { run: 'r1', step: 1, metrics: { loss: 1 } },
    );
    appendFileSync(inbox.path('a.jsonl'), Buffer.from([0x7b, 0xff, 0x7d, 0x0a]));
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 2, rejected: 10 });
    const rejected = inbox.rejected('a.jsonl');
    assert.deepEqual(
      rejected.map(({ line }) => line),
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 12],
    );
    const reasons = rejected.map(({ reason }) => reason);
    const expected = [
      /JSON/,
      /object/,
      /run/,
      /high/,
      /Changing param/,
      /nested/,
      /step/,
      /yesterday/,
      /push/,
      /UTF-8/,
    ];
    for (const [index, pattern] of expected.entries()) assert.match(reasons[index] ?? '', pattern);
    assert.equal(rejected[0]?.text, 'no json');
    assert.deepEqual(inbox.points(onlyRun().info.id, 'loss'), [[1, 1]]);
  });

  it('takes a line of 1 MiB and passes over a longer one, however it is written', async () => {
    const padded = (bytes: number): string => {
      const line = JSON.stringify({ run: 'r1', step: 1, metrics: { loss: 1 }, pad: '' });
      return line.replace('"pad":""', `"pad":"${'x'.repeat(bytes - line.length)}"`);
    };
    inbox.append('a.jsonl', padded(1024 * 1024));
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 1, rejected: 0 });
    appendFileSync(inbox.path('a.jsonl'), 'y'.repeat(1_500_000));
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 0, rejected: 1 });
    appendFileSync(inbox.path('a.jsonl'), 'y'.repeat(3_000_000));
    inbox.append('a.jsonl', '', padded(1024 * 1024 + 1), { run: 'r1', step: 2, metrics: { loss: 2 } });
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 1, rejected: 1 });
    assert.deepEqual(
      inbox.rejected('a.jsonl').map(({ line, reason }) => [line, reason]),
      [
        [2, 'The line is longer than 1 MiB.'],
        [3, 'The line is longer than 1 MiB.'],
      ],
    );
    assert.equal(inbox.points(onlyRun().info.id, 'loss').length, 2);
  });

  it('keeps 64-bit steps exact', async () => {
    inbox.append('a.jsonl', '{"run":"r1","step":123456789012345678,"metrics":{"loss":1}}');
    await inbox.fold('a.jsonl');
    assert.equal(onlyRun().metrics[0]?.step, 123456789012345678n);
  });

  for (const [what, replace] of [
    ['truncated and written again', (path: string) => truncateSync(path)],
    ['replaced by another file', (path: string) => rmSync(path)],
  ] as const) {
    it(`reads a file from its start when it was ${what}`, async () => {
      inbox.append('a.jsonl', { run: 'r1', name: 'first', step: 0, metrics: { loss: 1 } });
      await inbox.fold('a.jsonl');
      replace(inbox.path('a.jsonl'));
      inbox.append('a.jsonl', { run: 'r1', name: 'second, and longer', step: 0, metrics: { loss: 2 } }, { run: 'r1' });
      assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 2, rejected: 0 });
      assert.deepEqual(
        inbox.runs().map(({ info }) => info.name),
        ['first', 'second, and longer'],
      );
    });
  }

  it('knows a renamed file again, beside a new one of its old name', async () => {
    inbox.append('a.jsonl', { run: 'r1', name: 'old', step: 0, metrics: { loss: 1 } });
    await inbox.fold('a.jsonl');
    renameSync(inbox.path('a.jsonl'), inbox.path('a.1.jsonl'));
    inbox.append('a.jsonl', { run: 'r1', name: 'new', step: 0, metrics: { loss: 2 } });
    inbox.append('a.1.jsonl', { run: 'r1', step: 1, metrics: { loss: 3 } });
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 1, rejected: 0 });
    assert.deepEqual(await inbox.fold('a.1.jsonl'), { accepted: 1, rejected: 0 });
    assert.deepEqual(
      inbox.runs().map(({ info }) => info.name),
      ['old', 'new'],
    );
  });

  it('keeps the keys of files apart, and shares a run by its full id', async () => {
    inbox.append('a.jsonl', { run: 'r1', name: 'a' });
    inbox.append('b.jsonl', { run: 'r1', name: 'b' });
    await inbox.fold('a.jsonl');
    await inbox.fold('b.jsonl');
    const [first] = inbox.runs();
    inbox.append('b.jsonl', { run: first?.info.id, step: 1, metrics: { loss: 1 } });
    const id = 'ab'.repeat(16);
    inbox.append('b.jsonl', { run: id, name: 'c' });
    await inbox.fold('b.jsonl');
    assert.deepEqual(
      inbox.runs().map(({ info }) => info.name),
      ['a', 'b', 'c'],
    );
    assert.equal(inbox.runs()[2]?.info.id, id);
    assert.equal(inbox.points(first?.info.id ?? '', 'loss').length, 1);
  });

  it('copies artifacts of the folder and refuses others', async () => {
    const { folder, home } = inbox.layout;
    writeFileSync(join(folder, 'roc.png'), 'picture');
    writeFileSync(join(home, 'token'), 'secret');
    mkdirSync(join(folder, 'plots'));
    symlinkSync('/etc/hostname', join(folder, 'plots', 'link.txt'));
    inbox.append(
      'a.jsonl',
      { run: 'r1', step: 0, metrics: { loss: 1 } },
      { run: 'r1', artifact: 'plots/roc.png', file: 'roc.png', step: 1, metrics: { loss: 2 } },
      { run: 'r1', artifact: 'absolute.png', file: join(folder, 'roc.png') },
      { run: 'r1', artifact: 'x', file: '/etc/hostname' },
      { run: 'r1', artifact: 'x', file: '../x' },
      { run: 'r1', artifact: 'x', file: 'plots/link.txt' },
      { run: 'r1', artifact: 'x', file: '.modeltrail/token' },
      { run: 'r1', artifact: 'x', file: 'plots' },
      { run: 'r1', artifact: 'x', file: 'missing.png' },
      { run: 'r1', artifact: '../../x', file: 'roc.png' },
      { run: 'r1', artifact: 'x' },
    );
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 3, rejected: 8 });
    const { info } = onlyRun();
    const root = join(inbox.layout.artifacts, '0', info.id, 'artifacts');
    assert.equal(statSync(join(root, 'plots', 'roc.png')).size, 7);
    assert.equal(statSync(join(root, 'absolute.png')).size, 7);
    assert.equal(statSync(join(root, 'x'), { throwIfNoEntry: false }), undefined);
    assert.equal(inbox.points(info.id, 'loss').length, 2);
  });

  it('refuses lines for a run in the Trash, with the reason', async () => {
    inbox.append('a.jsonl', { run: 'r1' });
    await inbox.fold('a.jsonl');
    inbox.place.db.prepare("UPDATE runs SET lifecycle = 'deleted'").run();
    inbox.append('a.jsonl', { run: 'r1', step: 1, metrics: { loss: 1 } });
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 0, rejected: 1 });
    assert.match(inbox.rejected('a.jsonl')[0]?.reason ?? '', /deleted/);
  });

  it('does not follow a link that lies in the inbox', async () => {
    writeFileSync(join(inbox.layout.folder, 'outside.jsonl'), '{"run":"r1"}\n');
    symlinkSync(join(inbox.layout.folder, 'outside.jsonl'), inbox.path('a.jsonl'));
    assert.deepEqual(await inbox.fold('a.jsonl'), { accepted: 0, rejected: 0 });
  });

  it('brings a retired file back whose writer went on, and reads the rest alone', async () => {
    inbox.append('a.jsonl', { run: 'r1', step: 0, metrics: { loss: 1 } });
    await inbox.fold('a.jsonl');
    await retireFile(inbox.place, 'a.jsonl');
    assert.deepEqual(await returnRetired(inbox.place), []);
    appendFileSync(join(inbox.layout.inbox, 'done', 'a.jsonl'), '{"run":"r1","step":1,"metrics":{"loss":2}}\n');
    inbox.append('a.jsonl', { run: 'r1', name: 'another' });
    assert.deepEqual(await returnRetired(inbox.place), ['a.2.jsonl']);
    assert.deepEqual(await inbox.fold('a.2.jsonl'), { accepted: 1, rejected: 0 });
    const [run] = inbox.runs();
    assert.equal(inbox.points(run?.info.id ?? '', 'loss').length, 2);
  });

  it('says when more lines wait and when nothing is left', async () => {
    inbox.append('a.jsonl', { run: 'r1' });
    assert.deepEqual(flags(await foldFile(inbox.place, 'a.jsonl')), { isDone: false, isWhole: true });
    assert.deepEqual(flags(await foldFile(inbox.place, 'a.jsonl')), { isDone: true, isWhole: true });
    appendFileSync(inbox.path('a.jsonl'), '{');
    assert.deepEqual(flags(await foldFile(inbox.place, 'a.jsonl')), { isDone: true, isWhole: false });
  });
});

function flags({ isDone, isWhole }: { isDone: boolean; isWhole: boolean }): object {
  return { isDone, isWhole };
}
