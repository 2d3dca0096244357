import assert from 'node:assert/strict';
import { findByPattern } from '../../../src/search';

describe('names by a regular expression', () => {
  const names = ['val/acc', 'train/ACC', 'loss', 'a'.repeat(250), '🦦'];

  it('finds them in any case, and whole characters', async () => {
    assert.deepEqual(await findByPattern('(val|train)/acc$', names), ['val/acc', 'train/ACC']);
    assert.deepEqual(await findByPattern('^.$', names), ['🦦']);
  });

  it('ends an expression that would not end', async () => {
    await assert.rejects(findByPattern('^(a+)+$', [`${'a'.repeat(249)}!`], { limitMs: 50 }), { code: 'TOO_SLOW' });
  });

  it('leaves the thread alone that asked', async () => {
    const turns: number[] = [];
    const search = findByPattern('^(a+)+$', [`${'a'.repeat(249)}!`], { limitMs: 300 }).catch(() => undefined);
    const timer = setInterval(() => turns.push(1), 1);
    await search;
    clearInterval(timer);
    assert.ok(turns.length > 5, 'timers ran meanwhile');
  });

  it('says what is wrong with one that is none', async () => {
    await assert.rejects(findByPattern('(x', names), { code: 'INVALID_VALUE', message: /Unterminated group/ });
  });

  it('ends with the question', async () => {
    const abort = new AbortController();
    const search = findByPattern('^(a+)+$', [`${'a'.repeat(249)}!`], { signal: abort.signal });
    abort.abort();
    await assert.rejects(search, { name: 'AbortError' });
  });
});
