import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runColourIds } from '../../src/protocol/runColour';
import { eventually } from '../support/eventually';
import { startVsCode, workbenchVisible, type VsCode } from '../support/startVsCode';
import { endTracker, readTrackerAddress } from '../support/tracker';
import * as workbench from '../support/workbench';

/** A script as people write it: the ordinary client, and no word of ModelTrail. */
const script = `import sys, time
import mlflow

rate = float(sys.argv[1])
mlflow.set_experiment("churn")
with mlflow.start_run():
    mlflow.log_param("lr", rate)
    for step in range(40):
        mlflow.log_metric("acc", 1 - 1 / (1 + rate * step), step=step)
        mlflow.log_metric("loss", 1 / (1 + rate * step), step=step)
        time.sleep(float(sys.argv[2]))
print("trained", rate)
`;

describe('a training run typed into the terminal', () => {
  let folder: string;
  let code: VsCode;
  const trained: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-record-'));
    writeFileSync(join(folder, 'train.py'), script);
    writeFileSync(join(folder, 'params.yaml'), 'depth: 3\n');
    const git = (...args: string[]): void => {
      execFileSync('git', ['-c', 'user.name=Ada Tester', '-c', 'user.email=ada@example.com', ...args], { cwd: folder });
    };
    git('init', '--quiet', '--initial-branch', 'main');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Train');
    code = await startVsCode({ extension: 'source', folder, env: { MLFLOW_DISABLE_TELEMETRY: 'true' } });
    await workbench.openContainer(code.page, 'ModelTrail');
    await eventually(
      'The tracker of the folder',
      () => Promise.resolve(readTrackerAddress(folder)),
      (address) => address?.running === true,
      20_000,
    );
  });

  after(async () => {
    await code.stop();
    await endTracker(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('shows while it trains, with live metrics, and carries its commit and uncommitted files', async () => {
    const { page } = code;
    await workbench.openTerminal(page);
    writeFileSync(join(folder, 'params.yaml'), 'depth: 5\n');
    writeFileSync(join(folder, 'features.py'), 'COLUMNS = ["age"]\n');
    const python = process.env.MODELTRAIL_TEST_PYTHON ?? 'python3';
    await workbench.typeInTerminal(page, `${python} train.py 0.5 0.15`);
    await workbench.treeRow(page, /^churn/);
    const row = await workbench.treeRow(page, /running/);
    const name = (await row.locator('.label-name').innerText()).trim();
    trained.push(name);
    const tab = page.locator('.tabs-container .tab').filter({ hasText: name });
    await eventually(
      'The page of the run',
      async () => {
        // A row that is drawn anew between press and release, as a live one may be, takes no click.
        await row.click();
        return tab.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      },
      Boolean,
      20_000,
    );
    const run = await workbench.webviewFrame(page, name);
    await run.getByRole('heading', { name: 'acc', exact: true }).waitFor();
    await workbench.screenshot(page, 'recordRun-training');

    await eventually(
      'The end of the training',
      () => workbench.terminalText(page),
      (text) => text.includes('trained 0.5'),
      60_000,
    );
    await workbench.treeRow(page, new RegExp(`${name}.*(now|ago)`));
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
    await run.getByText(head.slice(0, 7)).first().waitFor();
    await run.getByText('params.yaml').first().waitFor();
    await run.getByText('features.py').first().waitFor();
    await workbench.screenshot(page, 'recordRun-finished');
  });

  it('survives a killed tracker in mid-training without losing a point', async () => {
    const { page } = code;
    const python = process.env.MODELTRAIL_TEST_PYTHON ?? 'python3';
    await workbench.typeInTerminal(page, `clear; ${python} train.py 2.0 0.1`);
    const row = await workbench.treeRow(page, /running/);
    trained.push((await row.locator('.label-name').innerText()).trim());
    const pid = readTrackerAddress(folder)?.pid;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await eventually(
      'The end of the training',
      () => workbench.terminalText(page),
      (text) => text.includes('trained 2'),
      60_000,
    );
    const address = readTrackerAddress(folder);
    assert.notEqual(address?.pid, pid, 'another tracker took over');
    const counts = await metricCounts(folder, '2.0');
    assert.deepEqual(counts, { acc: 40, loss: 40 });
  });

  it('records a program that knows no MLflow, by the command that new terminals have', async () => {
    const { page } = code;
    await workbench.typeInTerminal(
      page,
      'clear; modeltrail exec --name plain -- sh -c "echo learning; exit 3"; echo code $?',
    );
    await eventually(
      "The program's own exit code",
      () => workbench.terminalText(page),
      (text) => text.includes('learning') && text.includes('code 3'),
      30_000,
    );
    await workbench.expandRow(await workbench.treeRow(page, /^Default/));
    await workbench.treeRow(page, /^plain.*failed/);
  });

  it('takes a deletion back from where it is told', async () => {
    const { page } = code;
    await workbench.inlineAction(await workbench.treeRow(page, /^plain/), 'Delete Run');
    await workbench.treeRow(page, /^Trash/);
    await page.locator('.notifications-toasts .monaco-button').getByText('Undo', { exact: true }).click();
    await workbench.treeRow(page, /^plain/);
    await page.locator('.part.sidebar .monaco-list-row[aria-label^="Trash"]').waitFor({ state: 'detached' });
  });

  it('works by the keyboard on the run that has the focus, whatever is selected', async () => {
    const { page } = code;
    const [name = '', opened = ''] = trained;
    await (await workbench.treeRow(page, new RegExp(`^${opened}`))).click();
    const run = await workbench.webviewFrame(page, opened);
    // The page takes the focus when it is loaded: from here on it has had it.
    await run.getByText(opened, { exact: true }).first().click();
    await workbench.focusRow(page, opened);
    await workbench.focusRow(page, name);
    await page.keyboard.press('Space');
    const ticked = page.locator('.part.sidebar .monaco-list-row', { has: page.locator('[aria-checked=true]') });
    await ticked.getByText(name, { exact: true }).waitFor();
    assert.equal(await ticked.count(), 1);
    await page.keyboard.press('Space');
    await ticked.waitFor({ state: 'detached' });

    await page.keyboard.press('F2');
    const input = page.locator('.quick-input-widget:visible input.input');
    await eventually(
      'The name in the input box',
      () => input.inputValue(),
      (value) => value === name,
      10_000,
    );
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    await workbench.treeRow(page, /^Trash/);
    assert.equal(await page.locator('.part.sidebar').getByText(name, { exact: true }).count(), 0);
    await page.keyboard.press('Control+z');
    await page.locator('.part.sidebar .monaco-list-row[aria-label^="Trash"]').waitFor({ state: 'detached' });
    await page.locator('.part.sidebar').getByText(name, { exact: true }).waitFor();
    assert.equal((await page.locator('.tabs-container .tab.active').innerText()).trim(), opened);
  });

  it('compares two ticked runs, and is there again after a reload', async () => {
    const { page } = code;
    for (const name of trained) {
      const box = (await workbench.treeRow(page, new RegExp(`^${name}`))).locator('[role=checkbox]');
      await box.click();
      await box.and(page.locator('[aria-checked=true]')).waitFor();
    }
    await workbench.runCommand(page, 'ModelTrail: Compare Ticked Runs');
    const compare = await workbench.webviewFrame(page, 'Summary');
    await compare.getByText('lr', { exact: true }).first().waitFor();
    await workbench.screenshot(page, 'recordRun-compare');
    // The way a person reloads: the page's own reload would not give VS Code the time to keep its state.
    await Promise.all([page.waitForEvent('load'), workbench.runCommand(page, 'Developer: Reload Window')]);
    await workbenchVisible(page);
    const again = await workbench.webviewFrame(page, 'Summary');
    await again.getByText('lr', { exact: true }).first().waitFor();
    await workbench.treeRow(page, /^plain/);
    assert.deepEqual(code.console, []);
  });

  it('is readable in light and high contrast, wide and narrow', async () => {
    const { page } = code;
    for (const theme of ['Light Modern', 'Default High Contrast', 'Default High Contrast Light'] as const) {
      await workbench.setTheme(page, theme);
      const compare = await workbench.webviewFrame(page, 'Summary');
      await compare.getByText('lr', { exact: true }).first().waitFor();
      const colours = await compare.locator('html').evaluate(
        (html, ids) =>
          ids.map((id) =>
            getComputedStyle(html)
              .getPropertyValue(`--vscode-${id.replace('.', '-')}`)
              .trim(),
          ),
        runColourIds,
      );
      for (const colour of colours) assert.match(colour, /^#[0-9a-f]{6}$/i, `a run's colour in ${theme}`);
      assert.equal(new Set(colours).size, colours.length, `${theme} tells all colours apart`);
      await workbench.screenshot(page, `recordRun-compare-${theme.replaceAll(' ', '-')}`);
    }
    await page.setViewportSize({ width: 400, height: 900 });
    await workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    const narrow = await workbench.webviewFrame(page, 'Summary');
    await narrow.getByText('lr', { exact: true }).first().waitFor();
    const overflow = await narrow.locator('html').evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
    await workbench.screenshot(page, 'recordRun-compare-narrow');
  });
});

/** How many points each metric of the run with this learning rate has in the store. */
async function metricCounts(folder: string, rate: string): Promise<Record<string, number>> {
  const address = readTrackerAddress(folder);
  const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
  const response = await fetch(`${address?.url ?? ''}/api/modeltrail/v1/rpc/runs/page`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ filter: `params.lr = '${rate}'` }),
  });
  const { runs } = (await response.json()) as { runs: { metrics: Record<string, { count: number }> }[] };
  const metrics = Object.entries(runs[0]?.metrics ?? {}).filter(([key]) => !key.startsWith('system/'));
  return Object.fromEntries(metrics.map(([key, { count }]) => [key, count]));
}
