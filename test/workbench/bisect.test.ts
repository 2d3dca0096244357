import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RpcName, RpcParams, RpcResult } from '../../src/protocol/rpc';
import { eventually } from '../support/eventually';
import { startVsCode, type VsCode } from '../support/startVsCode';
import { endTracker, readTrackerAddress } from '../support/tracker';
import * as workbench from '../support/workbench';

/** The metric is the code's own: the commit alone decides it. */
const script = (acc: number): string => `import time
import mlflow

with mlflow.start_run():
    mlflow.log_metric("acc", ${acc})
    time.sleep(1)
print("trained", ${acc})
`;

describe('the search for the commit that made a run worse', () => {
  let parent: string;
  let folder: string;
  let code: VsCode;
  const commits: string[] = [];
  const runs: string[] = [];
  const python = process.env.MODELTRAIL_TEST_PYTHON ?? 'python3';

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ada Tester', '-c', 'user.email=ada@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();

  async function ask<Name extends RpcName>(name: Name, params: RpcParams<Name>): Promise<RpcResult<Name>> {
    const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
    const response = await fetch(`${readTrackerAddress(folder)?.url ?? ''}/api/modeltrail/v1/rpc/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    return (await response.json()) as RpcResult<Name>;
  }

  /** Waits until so many runs have finished with their code recorded; the newest comes first. */
  async function recorded(count: number): Promise<RpcResult<'runs/page'>['runs']> {
    const { runs: found } = await eventually(
      `${count} recorded runs`,
      () => ask('runs/page', {}),
      (page) => page.runs.length === count && page.runs.every((run) => run.status === 'FINISHED' && run.git?.tree),
      60_000,
    );
    return found;
  }

  before(async () => {
    parent = realpathSync(mkdtempSync(join(tmpdir(), 'mt-bisect-')));
    folder = join(parent, 'project');
    mkdirSync(folder);
    git('init', '--quiet', '--initial-branch', 'main');
    for (const [subject, acc] of [
      ['Train', 0.9],
      ['Tidy up', 0.89],
      ['Drop a feature', 0.6],
      ['Write the report', 0.61],
    ] as const) {
      writeFileSync(join(folder, 'train.py'), script(acc));
      git('add', '.');
      git('commit', '--quiet', '--message', subject);
      commits.push(git('rev-parse', 'HEAD'));
    }
    code = await startVsCode({ extension: 'source', folder, env: { MLFLOW_DISABLE_TELEMETRY: 'true' } });
    await workbench.openContainer(code.page, 'ModelTrail');
    await eventually(
      'The tracker of the folder',
      () => Promise.resolve(readTrackerAddress(folder)),
      (address) => address?.running === true,
      20_000,
    );
    await ask('experiments/setPrimaryMetric', { id: '0', key: 'acc', direction: 'max' });
  });

  after(async () => {
    await code.stop();
    await endTracker(folder);
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  it('says how the code of each run differs from the workspace, and follows a change', async () => {
    const { page } = code;
    await workbench.openTerminal(page);
    for (const at of [0, 1, 3]) {
      git('checkout', '--quiet', commits[at] ?? '');
      await workbench.typeInTerminal(page, `${python} train.py`);
      const [newest] = await recorded(runs.length + 1);
      runs.push(newest?.name ?? '');
    }
    const [first = '', , last = ''] = runs;
    await workbench.expandRow(await workbench.treeRow(page, /^Default/));
    await workbench.treeRow(page, new RegExp(`^${first}.*\\+1 file,`));
    await workbench.treeRow(page, new RegExp(`^${last}.*(ago|now),`));
    writeFileSync(join(folder, 'features.py'), 'COLUMNS = ["age"]\n');
    await workbench.treeRow(page, new RegExp(`^${last}.*\\+1 file,`));
    await workbench.treeRow(page, new RegExp(`^${first}.*\\+2 files,`));
    await workbench.screenshot(page, 'bisect-staleness');
    await (await workbench.treeRow(page, new RegExp(`^${first}`))).click();
    const run = await workbench.webviewFrame(page, /2 files differ from the workspace now/);
    rmSync(join(folder, 'features.py'));
    await run.getByText(/1 file differs from the workspace now/).waitFor();
    await workbench.screenshot(page, 'bisect-run-page');
    await workbench.treeRow(page, new RegExp(`^${last}.*(ago|now),`));
  });

  it('suggests the commit that was never run, between two selected runs', async () => {
    const { page } = code;
    const [first = '', , last = ''] = runs;
    await (await workbench.treeRow(page, new RegExp(`^${last}`))).click();
    const row = await workbench.treeRow(page, new RegExp(`^${first}`));
    await row.click({ modifiers: ['ControlOrMeta'] });
    await workbench.contextMenu(row, 'Find What Made It Worse…');
    const view = await workbench.webviewFrame(page, 'What made it worse');
    await view.getByText('acc fell from 0.9 to 0.61.').waitFor();
    await view.getByRole('row', { name: /^File train\.py changed/ }).waitFor();
    await view.getByText(`2 commits may have made it worse`).waitFor();
    await view.getByRole('row', { name: /Drop a feature run this next/ }).waitFor();
    await workbench.screenshot(page, 'bisect-suggestion');
  });

  it('prepares a terminal at that commit, whose run ends the search', async () => {
    const { page } = code;
    const view = await workbench.webviewFrame(page, 'What made it worse');
    await view.getByRole('button', { name: 'Run It in a Worktree' }).click();
    const target = `${folder}-${commits[2]?.slice(0, 7) ?? ''}`;
    await eventually(
      'The command in the new terminal',
      () => workbench.terminalText(page),
      (text) => text.replaceAll('\n', '').includes('train.py') && !text.includes('trained'),
      30_000,
    );
    await workbench.screenshot(page, 'bisect-terminal');
    assert.equal((await ask('runs/page', {})).runs.length, 3, 'nothing runs before Enter is pressed');
    assert.equal(readFileSync(join(target, 'train.py'), 'utf8'), script(0.6));
    await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await page.keyboard.press('Enter');
    const [newest] = await recorded(4);
    assert.equal(newest?.git?.commit, commits[2]);
    assert.equal(newest?.git?.dirty, false);
    await view.getByText(`It got worse with ${commits[2]?.slice(0, 7) ?? ''} “Drop a feature”.`).waitFor();
    await workbench.screenshot(page, 'bisect-found');
    assert.equal(git('rev-parse', 'HEAD'), commits[3]);
    assert.deepEqual(code.console, []);
  });

  it('is there again after a reload', async () => {
    const { page } = code;
    await Promise.all([page.waitForEvent('load'), workbench.runCommand(page, 'Developer: Reload Window')]);
    const view = await workbench.webviewFrame(page, 'What made it worse');
    await view.getByText('acc fell from 0.9 to 0.61.').waitFor();
  });
});
