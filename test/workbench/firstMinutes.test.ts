import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVsCode, workbenchVisible, type VsCode } from '../support/startVsCode';
import { endTracker } from '../support/tracker';
import * as workbench from '../support/workbench';

describe('the first minutes', () => {
  let parent: string;
  let code: VsCode;

  before(async () => {
    parent = mkdtempSync(join(tmpdir(), 'mt-first-'));
    code = await startVsCode({ extension: 'source', folder: parent });
  });

  after(async () => {
    await code.stop();
    await endTracker(parent);
    await endTracker(join(parent, 'modeltrail-sample'));
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  it('lead from the walkthrough to a sample project that is a repository and a connected folder', async () => {
    const { page } = code;
    await workbench.runCommand(page, 'ModelTrail: Get Started');
    await page.getByText('Record a run', { exact: true }).first().waitFor();
    await workbench.screenshot(page, 'firstMinutes-walkthrough');
    await page.locator('.getting-started-step').getByText('Create Sample Project', { exact: true }).first().click();
    const input = page.locator('.quick-input-widget:visible input.input');
    await input.waitFor();
    await input.fill(`${parent}/`);
    await Promise.all([
      page.waitForEvent('load'),
      page.locator('.quick-input-widget:visible .monaco-button').getByText('Create Here').click(),
    ]);
    await workbenchVisible(page);
    await page.locator('.explorer-folders-view').getByText('train.py').waitFor();
    assert.ok(existsSync(join(parent, 'modeltrail-sample', '.git')), 'the sample is a repository');
    await workbench.openContainer(page, 'ModelTrail');
    await page.getByText('No runs yet.').waitFor();
    await workbench.screenshot(page, 'firstMinutes-sample');
  });
});
