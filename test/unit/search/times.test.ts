import assert from 'node:assert/strict';
import { parseDate, parseDuration } from '../../../src/search/times';

describe('a duration', () => {
  const durations: readonly (readonly [string, number])[] = [
    ['250ms', 250],
    ['5s', 5_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['-7d', -604_800_000],
    ['2w', 1_209_600_000],
    ['1h30m', 5_400_000],
    ['+5M', 300_000],
  ];
  for (const [text, ms] of durations) it(`of ${text}`, () => assert.equal(parseDuration(text), ms));
});

describe('a date', () => {
  it('covers its whole local day', () => {
    const from = new Date(2026, 10, 1).getTime();
    assert.deepEqual(parseDate('2026-11-01'), { from, last: new Date(2026, 10, 2).getTime() - 1 });
  });
  it('with a time covers the minute, second or millisecond it names', () => {
    const from = new Date(2026, 10, 1, 12, 30).getTime();
    assert.deepEqual(parseDate('2026-11-01 12:30'), { from, last: from + 59_999 });
    assert.deepEqual(parseDate('2026-11-01T12:30:05'), { from: from + 5_000, last: from + 5_999 });
    assert.deepEqual(parseDate('2026-11-01T12:30:05.250'), { from: from + 5_250, last: from + 5_250 });
    assert.deepEqual(parseDate('2026-11-01T12:30:05.2'), { from: from + 5_200, last: from + 5_299 });
  });
  it('may say its zone', () => {
    const from = Date.UTC(2026, 10, 1, 12, 30);
    assert.equal(parseDate('2026-11-01T12:30Z')?.from, from);
    assert.equal(parseDate('2026-11-01T14:30+02:00')?.from, from);
    assert.equal(parseDate('2026-11-01 07:00 -0530')?.from, from);
  });
  for (const text of ['', '2026', '2026-13-01', '2026-02-30', '2026-11-01 25:00', '2026-11-01 12:60', '01.11.2026']) {
    it(`is not '${text}'`, () => assert.equal(parseDate(text), null));
  }
  it('knows leap days', () => {
    assert.notEqual(parseDate('2028-02-29'), null);
    assert.equal(parseDate('2026-02-29'), null);
  });
});
