import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectTracker } from '../../src/client';
import { layoutOf } from '../../src/protocol/layout';
import { startVsCode, type VsCode } from '../support/startVsCode';
import { endTracker } from '../support/tracker';
import * as workbench from '../support/workbench';

describe('a damaged store', () => {
  let folder: string;
  let code: VsCode | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-damaged-'));
    const layout = layoutOf(folder);
    const client = await connectTracker({ folder, start: true, trackerFile: resolve('dist/tracker.js') });
    await client.ask('runs/create', { experiment: 'kept', name: 'precious' });
    mkdirSync(layout.backups, { recursive: true });
    await client.ask('tracker/backup', { file: join(layout.backups, 'store-2026-11-24.db') });
    client.close();
    await endTracker(folder);
    writeFileSync(layout.store, 'a disk that failed wrote this'.repeat(200));
  });

  after(async () => {
    await code?.stop();
    await endTracker(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('is named, and replaced by a backup from where it is named', async () => {
    code = await startVsCode({ extension: 'source', folder });
    const { page } = code;
    await workbench.openContainer(page, 'ModelTrail');
    await workbench.treeRow(page, /The store .* is damaged/);
    await page.locator('.notifications-toasts .monaco-button').getByText('Restore from Backup…').click();
    await page.locator('.quick-input-list .monaco-list-row').getByText('store-2026-11-24.db').click();
    await page.locator('.monaco-dialog-box .monaco-button').getByText('Restore', { exact: true }).click();
    // An experiment with a running run opens by itself.
    await workbench.treeRow(page, /^kept/);
    await workbench.treeRow(page, /^precious/);
    await workbench.screenshot(page, 'damagedStore-restored');
  });
});
