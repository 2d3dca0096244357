import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDoor, type Door } from './door';

const policy = `version: 1
models:
  - match: "credit-*"
    transitions:
      None -> Staging: {approvals: []}
`;

describe('a policy whose gates cannot be judged yet', () => {
  let door: Door;
  let file: string;
  before(async () => {
    door = await openDoor();
    file = join(door.folder, '.modeltrail', 'gates.yaml');
    await mkdir(join(door.folder, '.modeltrail'), { recursive: true });
    for (const name of ['credit-risk', 'churn']) {
      await door.call('POST', 'registered-models/create', { name });
      await door.call('POST', 'model-versions/create', { name, source: 's3://bucket/model' });
    }
  });
  beforeEach(() => rm(file, { force: true }));
  after(() => door.close());

  const move = (name: string, stage: string) =>
    door.call('POST', 'model-versions/transition-stage', { name, version: '1', stage });

  it('keeps the gate of the models it governs closed, and leaves the others alone', async () => {
    await writeFile(file, policy);
    const refused = await move('credit-risk', 'Staging');
    assert.deepEqual([refused.status, refused.at('error_code')], [409, 'RESOURCE_CONFLICT']);
    assert.match(String(refused.at('message')), /^GATE_FAILED: credit-risk is governed by gates\.yaml/);
    assert.equal((await move('credit-risk', 'None')).status, 200);
    assert.equal((await move('churn', 'Staging')).status, 200);
  });

  it('leaves the incumbents of a governed stage where they are when a version is moved to where it is', async () => {
    const name = 'credit-limit';
    await door.call('POST', 'registered-models/create', { name });
    for (const version of ['1', '2']) {
      await door.call('POST', 'model-versions/create', { name, source: 's3://bucket/model' });
      await door.call('POST', 'model-versions/transition-stage', { name, version, stage: 'Production' });
    }
    await writeFile(file, policy);
    const moved = await door.call('POST', 'model-versions/transition-stage', {
      name,
      version: '2',
      stage: 'Production',
      archive_existing_versions: true,
    });
    assert.equal(moved.status, 200);
    const incumbent = await door.call('GET', 'model-versions/get', { name, version: '1' });
    assert.equal(incumbent.at('model_version.current_stage'), 'Production');
  });

  it('closes every gate when it cannot be read', async () => {
    await writeFile(file, 'version: 1\nmodles: []\n');
    const refused = await move('churn', 'Production');
    assert.equal(refused.status, 409);
    assert.match(String(refused.at('message')), /^POLICY_INVALID: gates\.yaml line 2/);
  });
});
