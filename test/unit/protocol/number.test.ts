import assert from 'node:assert/strict';
import { readNumber } from '../../../src/protocol/number';

describe('the number that a text stands for', () => {
  for (const [text, number] of [
    ['1', 1],
    [' 1. ', 1],
    ['-.5e+2', -50],
    ['1e-05', 1e-5],
    ['Infinity', Infinity],
    ['-inf', -Infinity],
    ['NaN', NaN],
    ['', null],
    ['.', null],
    ['1e', null],
    ['0x10', null],
    ['1_000', null],
    ['1 2', null],
  ] as const) {
    it(`is ${number} for '${text}'`, () => assert.equal(readNumber(text), number));
  }

  it('is told at once of a long text, also of one that is none but for its end', () => {
    const digits = '1'.repeat(300_000);
    assert.equal(readNumber(`${digits}x`), null);
    assert.equal(readNumber(`${' '.repeat(300_000)}x`), null);
    assert.equal(readNumber(digits), Infinity);
  });
});
