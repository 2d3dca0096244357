import assert from 'node:assert/strict';
import { formatAgo, formatBytes, formatDelta, formatDuration, formatNumber } from '../../../src/protocol/format';

describe('words for people', () => {
  it('show 4 significant digits and whole numbers whole', () => {
    const shown = [0.123456, 12345.678, 123456, 0, -0.5, 1.23456e-7, 12_345_678, 'NaN' as const, null, 1000];
    assert.deepEqual(shown.map(formatNumber), [
      '0.1235',
      '12350',
      '123456',
      '0',
      '-0.5',
      '1.235e-7',
      '1.235e7',
      'NaN',
      '–',
      '1000',
    ]);
  });

  it('give durations in their two largest units', () => {
    const shown = [0, 820, 4260, 59_999, 133_000, 3 * 3_600_000 + 5 * 60_000, 52 * 3_600_000, null];
    assert.deepEqual(shown.map(formatDuration), [
      '0 ms',
      '820 ms',
      '4.2 s',
      '59 s',
      '2 m 13 s',
      '3 h 5 m',
      '2 d 4 h',
      '–',
    ]);
  });

  it('give times relative to now, then as dates', () => {
    const now = Date.parse('2026-11-24T12:00:00.000Z');
    const ago = (ms: number): string => formatAgo(new Date(now - ms).toISOString(), now);
    const minute = 60_000;
    assert.deepEqual([1000, 5 * minute, 180 * minute, 12 * 1440 * minute, 40 * 1440 * minute, -2 * minute].map(ago), [
      'just now',
      '5 m ago',
      '3 h ago',
      '12 d ago',
      '2026-10-15',
      '2026-11-24 12:02',
    ]);
  });

  it('give sizes in steps of 1,000', () => {
    assert.deepEqual([0, 999, 1400, 25_000_000, null].map(formatBytes), ['0 B', '999 B', '1.4 KB', '25 MB', '–']);
  });

  it('sign differences', () => {
    assert.deepEqual([0.5, -0.5, 0].map(formatDelta), ['+0.5', '−0.5', '±0']);
  });
});
