import assert from 'node:assert/strict';
import { distinctRunColours, runColour, runColourIds } from '../../../src/protocol/runColour';

const ids = Array.from({ length: 160 }, (_, index) => index.toString(16).padStart(32, '0'));

describe('the colours of runs', () => {
  it('stay the same for a run, alone and among others', () => {
    const among = distinctRunColours(ids);
    for (const id of ids) {
      assert.deepEqual(runColour(id), runColour(id));
      assert.equal(among.get(id)?.index, runColour(id).index);
    }
  });

  it('use the whole palette about evenly', () => {
    const counts = runColourIds.map((_, index) => ids.filter((id) => runColour(id).index === index).length);
    assert.ok(Math.min(...counts) >= 8, counts.join());
  });

  it('come with dashes and markers that tell runs of one colour apart', () => {
    const looks = [...distinctRunColours(ids.slice(0, 60)).values()].map((colour) => JSON.stringify(colour));
    assert.equal(new Set(looks).size, looks.length);
  });
});
