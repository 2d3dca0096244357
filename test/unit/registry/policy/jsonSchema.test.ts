import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { toJsonSchema } from '../../../../src/registry/policy';

describe('the JSON Schema of the policy', () => {
  it('is the one in schemas/, which scripts/schemas.mjs writes', () => {
    const written: unknown = JSON.parse(readFileSync('schemas/gates.v1.json', 'utf8'));
    assert.deepEqual(written, JSON.parse(JSON.stringify(toJsonSchema())));
  });
});
