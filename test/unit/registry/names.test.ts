import assert from 'node:assert/strict';
import { foldName } from '../../../src/registry/names';
import { newUlid } from '../../../src/registry/ulid';

describe('names of registered models', () => {
  it('are the same in any case and composition', () => {
    const same = [
      ['Model', 'mODEL'],
      ['Ärger', 'a\u0308RGER'],
      ['ΟΔΟΣ', 'οδος'],
      ['\u1e9e', 'ß'],
    ];
    for (const [one = '', other = ''] of same) assert.equal(foldName(one), foldName(other));
  });

  it('stay apart where a fold would change their length', () => {
    assert.notEqual(foldName('straße'), foldName('strasse'));
  });
});

describe('newUlid', () => {
  it('begins with the time, so that later ids sort later', () => {
    assert.equal(newUlid(1_469_918_176_385).slice(0, 10), '01ARYZ6S41');
    assert.match(newUlid(0), /^0{10}[0-9A-HJKMNP-TV-Z]{16}$/);
    assert.ok(newUlid(2) > newUlid(1));
  });
});
