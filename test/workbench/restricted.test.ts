import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVsCode, type VsCode } from '../support/startVsCode';
import * as workbench from '../support/workbench';

describe('an untrusted workspace', () => {
  let folder: string;
  let code: VsCode;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-untrusted-'));
    code = await startVsCode({ extension: 'source', folder, trust: false });
  });

  after(async () => {
    await code.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('says that nothing is started, and starts nothing', async () => {
    const { page } = code;
    await workbench.openContainer(page, 'ModelTrail');
    await page.getByText('This workspace is not trusted: ModelTrail starts nothing in it.').waitFor();
    await workbench.runCommand(page, 'ModelTrail: Refresh Runs');
    await page.getByText('ModelTrail starts nothing in an untrusted workspace.').first().waitFor();
    await workbench.screenshot(page, 'restricted');
    assert.equal(existsSync(join(folder, '.modeltrail')), false);
    // The workbench writes each error notification to its console.
    assert.ok(
      code.console.every((text) => text.includes('starts nothing')),
      String(code.console),
    );
  });
});
