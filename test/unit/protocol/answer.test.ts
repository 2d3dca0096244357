import assert from 'node:assert/strict';
import { parseAnswer } from '../../../src/protocol/answer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an answer of the tracker', () => {
  it('is parsed from its JSON, fields of a newer tracker left out', () => {
    const answer = parseAnswer('runs/resolve', bytes('{"id":"größer","since":"later"}'));
    assert.deepEqual(answer, { id: 'größer' });
  });

  it('names its question when it is not as agreed', () => {
    for (const text of ['{"id":7}', '{"id":', '']) {
      assert.throws(() => parseAnswer('runs/resolve', bytes(text)), {
        code: 'BAD_ANSWER',
        message: /^The tracker's answer to runs\/resolve is not as agreed/,
      });
    }
  });
});
