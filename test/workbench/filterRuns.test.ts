import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { startVsCode, type VsCode } from '../support/startVsCode';
import { endTracker, readTrackerAddress } from '../support/tracker';
import * as workbench from '../support/workbench';

describe('the filter of RUNS by the keyboard', () => {
  let folder: string;
  let code: VsCode;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-filter-'));
    code = await startVsCode({ extension: 'source', folder });
    await workbench.openContainer(code.page, 'ModelTrail');
    const address = await eventually(
      'The tracker of the folder',
      () => Promise.resolve(readTrackerAddress(folder)),
      (known) => known?.running === true,
      20_000,
    );
    const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
    for (const name of ['otter', 'fox']) {
      await fetch(`${address?.url ?? ''}/api/modeltrail/v1/rpc/runs/create`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ experiment: 'churn', name, tags: { team: name === 'fox' ? 'risk' : 'sales' } }),
      });
    }
    await workbench.expandRow(await workbench.treeRow(code.page, /^churn/));
    await workbench.treeRow(code.page, /^otter/);
  });

  after(async () => {
    await code.stop();
    await endTracker(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('completes a key and its value, says what is wrong, and applies the text', async () => {
    const { page } = code;
    const input = page.locator('.quick-input-widget:visible input.input');
    const row = (text: string) => page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text });
    const holds = (text: string) =>
      eventually(
        `'${text}' in the box`,
        () => input.inputValue(),
        (value) => value === text,
      );
    /** Goes to a completion; an answer to what was typed before may come in between and draw the rows anew. */
    const goTo = (text: string) =>
      eventually(
        `The focus on ${text}`,
        async () => {
          if ((await row(text).and(page.locator('.focused')).count()) > 0) return true;
          await page.keyboard.press('ArrowDown');
          return false;
        },
        Boolean,
      );
    await workbench.runCommand(page, 'ModelTrail: Filter Runs');
    await input.waitFor();
    await page.keyboard.type('tags.te');
    await row('tags.team').waitFor();
    await goTo('tags.team');
    await page.keyboard.press('Enter');
    await holds('tags.team ');
    await page.keyboard.type('= ');
    await row("'risk'").waitFor();
    await row('Invalid clause').waitFor();
    await workbench.screenshot(page, 'filterRuns-wrong');
    await page.keyboard.press('Enter');
    await holds('tags.team = ');
    await page.keyboard.type('ri');
    await row("'risk'").waitFor();
    await goTo("'risk'");
    await page.keyboard.press('Enter');
    await holds("tags.team = 'risk' ");
    await row('Press Enter to show these runs').waitFor();
    await workbench.screenshot(page, 'filterRuns');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
    await workbench.treeRow(page, /^fox/);
    await page.locator('.monaco-list-row[aria-label^="otter"]').waitFor({ state: 'detached' });
  });
});
