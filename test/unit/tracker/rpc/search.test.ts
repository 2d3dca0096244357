import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { rpc, rpcPrefix, type RpcParams } from '../../../../src/protocol/rpc';
import { createRun, logBatch } from '../../../../src/runs';
import { startTracker, type Tracker } from '../../../../src/tracker/start';

type Question = 'search/complete' | 'search/metricKeys';

describe('questions of the search box', () => {
  let folder: string;
  let tracker: Tracker;
  let id: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-search-'));
    tracker = await startTracker({ folder, token: null });
    const { db } = tracker.services;
    ({ id } = createRun(db, { experimentId: '0', now: 1 }));
    const keys = ['val/acc', 'acc', 'a'.repeat(240)];
    logBatch(db, { id, metrics: keys.map((key) => ({ key, value: 1, timestamp: 1, step: 0 })), now: 1 });
  });

  after(async () => {
    await tracker.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask<Name extends Question>(name: Name, params: RpcParams<Name>): Promise<unknown> {
    const response = await fetch(`${tracker.url}${rpcPrefix}/rpc/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(params),
    });
    return response.json();
  }

  it('completes at a caret that may be beyond the text, and says who asks', async () => {
    const answer = rpc['search/complete'].result.parse(await ask('search/complete', { text: 'metrics.v', caret: 99 }));
    assert.deepEqual(
      answer.items.map(({ label }) => label),
      ['metrics.val/acc'],
    );
    assert.deepEqual([answer.from, answer.to, answer.user], [0, 9, userInfo().username]);
  });

  it('says that HEAD is not known where there is no commit', async () => {
    const text = 'git.commit = HEAD';
    const { error } = rpc['search/complete'].result.parse(await ask('search/complete', { text, caret: 0 }));
    assert.match(error?.message ?? '', /HEAD is not known here/);
  });

  it('finds metrics by an expression, and ends one that does not end', async () => {
    assert.deepEqual(await ask('search/metricKeys', { ids: [id], pattern: '^(val/)?ACC$' }), {
      keys: ['acc', 'val/acc'],
    });
    const slow = (await ask('search/metricKeys', { ids: [id], pattern: '(a+)+!' })) as { error: { code: string } };
    assert.equal(slow.error.code, 'TOO_SLOW');
    const broken = (await ask('search/metricKeys', { ids: [id], pattern: '(a' })) as { error: { code: string } };
    assert.equal(broken.error.code, 'INVALID_VALUE');
    assert.deepEqual(await ask('search/metricKeys', { ids: ['gone'], pattern: 'a' }), { keys: [] });
  });
});
