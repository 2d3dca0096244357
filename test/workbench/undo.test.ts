import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { startVsCode, type VsCode } from '../support/startVsCode';
import { endTracker, readTrackerAddress } from '../support/tracker';
import * as workbench from '../support/workbench';

describe('changes in RUNS by the keyboard', () => {
  let folder: string;
  let code: VsCode;
  const ids: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-undo-'));
    code = await startVsCode({ extension: 'source', folder });
    await workbench.openContainer(code.page, 'ModelTrail');
    await eventually(
      'The tracker of the folder',
      () => Promise.resolve(readTrackerAddress(folder)),
      (address) => address?.running === true,
      20_000,
    );
    for (const name of ['otter', 'fox']) {
      const { id } = (await ask('runs/create', { experiment: 'churn', name })) as { id: string };
      await ask('runs/end', { id, status: 'FINISHED' });
      ids.push(id);
    }
    await workbench.expandRow(await workbench.treeRow(code.page, /^churn/));
    await workbench.treeRow(code.page, /^otter/);
  });

  after(async () => {
    await code.stop();
    await endTracker(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const ask = async (name: string, params: object): Promise<unknown> => {
    const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
    const url = `${readTrackerAddress(folder)?.url ?? ''}/api/modeltrail/v1/rpc/${name}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const send = (): Promise<Response> => fetch(url, { method: 'POST', headers, body: JSON.stringify(params) });
    // A kept connection may have been closed meanwhile.
    const reply = await send().catch(send);
    assert.equal(reply.status, 200, name);
    return reply.json();
  };

  /** Fills the open input box, which has `before` in it, and accepts it. */
  const answer = async (text: string, before = ''): Promise<void> => {
    const input = code.page.locator('.quick-input-widget:visible input.input');
    await eventually(
      `'${before}' in the input box`,
      () => input.inputValue(),
      (value) => value === before,
    );
    await input.fill(text);
    await code.page.keyboard.press('Enter');
  };

  const said = (text: string | RegExp): Promise<void> =>
    code.page.locator('.notifications-toasts').getByText(text).first().waitFor();

  it('renames a run and an experiment by F2, and takes that back by Ctrl+Z', async () => {
    const { page } = code;
    await workbench.focusRow(page, 'otter');
    await page.keyboard.press('F2');
    await answer('calm otter', 'otter');
    await workbench.treeRow(page, /^calm otter/);
    await workbench.focusRow(page, 'calm otter');
    await page.keyboard.press('Control+z');
    await workbench.treeRow(page, /^otter/);
    await said('Undid: Rename run otter to calm otter.');
    await page.keyboard.press('Control+Shift+z');
    await workbench.treeRow(page, /^calm otter/);
    await said('Did again: Rename run otter to calm otter.');
    await workbench.screenshot(page, 'undo-redo');
    await workbench.focusRow(page, 'churn');
    await page.keyboard.press('F2');
    await answer('attrition', 'churn');
    await workbench.treeRow(page, /^attrition/);
    await workbench.focusRow(page, 'attrition');
    await page.keyboard.press('Control+z');
    await workbench.treeRow(page, /^churn/);
  });

  it('lists the changes and takes the chosen one back', async () => {
    const { page } = code;
    await workbench.runCommand(page, 'ModelTrail: Show Recent Changes');
    const pick = page.locator('.quick-input-widget:visible');
    await pick.getByText('Rename run otter to calm otter').waitFor();
    await workbench.screenshot(page, 'undo-changes');
    await page.keyboard.press('Enter');
    await workbench.treeRow(page, /^otter/);
  });

  it('moves a run to a new experiment', async () => {
    const { page } = code;
    await workbench.contextMenu(await workbench.treeRow(page, /^fox/), 'Move Run to Experiment…');
    await page.locator('.quick-input-widget:visible').getByText('New Experiment…').waitFor();
    await workbench.screenshot(page, 'undo-move');
    await page.keyboard.type('New Exp');
    await page.keyboard.press('Enter');
    await answer('fraud');
    await workbench.treeRow(page, /^fraud/);
    await said('The run is in fraud now.');
    await page.locator('.notifications-toasts .monaco-button').getByText('Undo', { exact: true }).first().click();
    await said('Undid: Move run fox to fraud.');
    await workbench.treeRow(page, /^fox/);
  });

  it('writes a tag on a run', async () => {
    const { page } = code;
    await workbench.contextMenu(await workbench.treeRow(page, /^fox/), 'Edit Tags of Run…');
    await page.locator('.quick-input-widget:visible').getByText('Add Tag…').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible').getByText('Name of the Tag').waitFor();
    await answer('owner');
    await page.locator('.quick-input-widget:visible').getByText('Value of owner').waitFor();
    await answer('ada');
    const tags = () => ask('runs/read', { id: ids[1] }) as Promise<{ tags: Record<string, string> }>;
    await eventually('The tag', tags, (run) => run.tags.owner === 'ada');
  });

  it('deletes a run for good only after it was asked', async () => {
    const { page } = code;
    const artifacts = join(folder, '.modeltrail', 'artifacts');
    const experiment = ((await ask('runs/read', { id: ids[0] })) as { experiment: { id: string } }).experiment.id;
    const files = join(artifacts, experiment, ids[0] ?? '', 'artifacts');
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'weights.bin'), Buffer.alloc(1_400_000));
    await workbench.focusRow(page, 'otter');
    await page.keyboard.press('Delete');
    await said('otter is in the Trash.');
    await workbench.treeRow(page, /^Trash/);
    await workbench.focusRow(page, 'Trash');
    await page.keyboard.press('ArrowRight');
    await workbench.treeRow(page, /^otter/);
    await workbench.focusRow(page, 'otter');
    await page.keyboard.press('Delete');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Delete otter permanently?').waitFor();
    await dialog.getByText('1 run with metrics, code snapshots and 1.4 MB of files. This cannot be undone.').waitFor();
    await workbench.screenshot(page, 'undo-deletePermanently');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.ok(existsSync(files));
    await workbench.focusRow(page, 'Trash');
    await page.keyboard.press('Delete');
    await dialog.getByText('Empty the Trash?').waitFor();
    await dialog.locator('.monaco-button').getByText('Delete Permanently', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.part.sidebar .monaco-list-row[aria-label^="Trash"]').waitFor({ state: 'detached' });
    await said('Deleted 1 run permanently; 1.4 MB were freed.');
    await workbench.screenshot(page, 'undo-emptied');
    assert.equal(existsSync(files), false);
    assert.deepEqual(code.console, []);
  });
});
