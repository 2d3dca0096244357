import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Bisection } from '../../src/protocol/staleness';
import type { Scenario } from './fakeHost';
import { bisection, bisectScenario } from './bisectFixture';
import { ids } from './fixtures';
import { testLooks } from './looks';
import { messagesOf, useViews } from './useViews';

const prepare = (page: Page): Promise<void> => page.getByRole('rowheader', { name: 'lr' }).waitFor();

describe('the page that looks for what made a run worse', () => {
  const views = useViews();

  async function open(change: Partial<Bisection> = {}, scenario: Partial<Scenario> = {}): Promise<Page> {
    const answers = { ...bisectScenario.answers, 'runs/bisect': { ...bisection, ...change } };
    return views.open({ view: 'bisect', scenario: { ...bisectScenario, answers, ...scenario } });
  }

  const commands = async (page: Page) => (await messagesOf(page, 'command')).map(({ command }) => command);

  it('says how far the metric fell, and what explains it by how much', async () => {
    const page = await open();
    await page.getByText('acc fell from 0.912 to 0.84.').waitFor();
    const first = page.getByRole('row', { name: /^Param lr/ });
    await first.getByText('Explains 80 % of the gap').waitFor();
    await first.getByText('12 runs with 0.1: mean 0.91, 8 runs with 0.3: mean 0.8524.').waitFor();
    await first.getByText('Always changed together with src/train.py, warmup, seed and others').waitFor();
    await page.getByRole('row', { name: /dropout none 0.5 Explains nothing/ }).waitFor();
    await page.getByRole('row', { name: /numpy 1.26.4 2.1.0 No other run tells/ }).waitFor();
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
  });

  it('opens a changed file between the two runs', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'src/train.py' }).click();
    assert.deepEqual(await commands(page), [{ name: 'openDiff', from: ids.otter, to: ids.fox, path: 'src/train.py' }]);
  });

  it('suggests a commit and runs it, or another one, by the keyboard', async () => {
    const page = await open();
    await page.getByText('2 commits may have made it worse').waitFor();
    await page.getByRole('button', { name: 'Run It in a Worktree' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Run 3333333 in a worktree' }).focus();
    await page.keyboard.press('Enter');
    const run = { name: 'runAtCommit', commit: '3'.repeat(40), commandLine: bisection.commandLine, folder: '' };
    assert.deepEqual(await commands(page), [run, run]);
  });

  it('names the commit when the search is over', async () => {
    const page = await open({ between: { good: '3'.repeat(40), bad: '4'.repeat(40) }, next: null });
    await page.getByText('It got worse with 4444444 “Write the report”.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Run It in a Worktree' }).count(), 0);
  });

  it('says why it has no commits, and what to do when nothing differs', async () => {
    const page = await open({
      commits: [],
      history: 'Both runs were made at the same commit.',
      suspects: [],
      next: null,
    });
    await page.getByText('Both runs were made at the same commit.').waitFor();
    await page.getByText('Nothing that was recorded differs.').waitFor();
  });

  it('starts nothing in a folder that is not trusted', async () => {
    const page = await open({}, { trusted: false });
    await page.getByText('Trust this folder to run it.').waitFor();
    assert.equal(await page.getByRole('button', { name: /worktree/i }).count(), 0);
  });

  it('asks for another metric that both runs have, and keeps it over a reload', async () => {
    const page = await open();
    const metric = page.getByRole('combobox', { name: 'Metric' });
    await metric.waitFor();
    assert.deepEqual(await metric.locator('option').allInnerTexts(), ['acc', 'loss']);
    await metric.selectOption('loss');
    await page.waitForFunction(
      () => globalThis.host.messages.filter((sent) => sent.kind === 'ask' && sent.name === 'runs/bisect').length === 2,
    );
    const asked = (await messagesOf(page, 'ask')).filter(({ name }) => name === 'runs/bisect');
    assert.deepEqual(asked.at(-1)?.params, { good: ids.otter, bad: ids.fox, metric: 'loss' });
    assert.equal((await page.evaluate(() => globalThis.host.state as { metric?: string })).metric, 'loss');
  });

  it('lets a metric be chosen where none is known', async () => {
    const page = await open({ metric: null, next: null, between: null });
    await page.getByText('Choose the metric that got worse.').waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Metric' }).inputValue(), '');
  });

  it('shows the first of many suspects and commits, and all when asked', async () => {
    const [one] = bisection.suspects;
    const [first, , empty, last] = bisection.commits;
    assert.ok(one && first && empty && last);
    const suspects = Array.from({ length: 120 }, (_, index) => ({ ...one, key: `p${index}` }));
    const between = Array.from({ length: 98 }, (_, index) => ({ ...empty, commit: `${index}`.padStart(40, '9') }));
    const page = await open({ suspects, commits: [first, ...between, last], next: between[48]?.commit ?? null });
    const rows = page.locator('.suspects tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 50);
    assert.equal(await page.locator('.commits tbody tr').count(), 3);
    await page.getByRole('button', { name: 'Show All 120' }).click();
    await page.getByRole('button', { name: 'Show All 100 Commits' }).click();
    await page.getByRole('rowheader', { name: 'p119' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.commits tbody tr').length === 100);
  });

  it('says what failed, and tries again', async () => {
    const page = await open({}, { failing: { 'runs/bisect': 'The tracker is away.' } });
    await page.getByRole('alert').getByText('The tracker is away.').waitFor();
    await page.evaluate(() => (globalThis.host.failing = {}));
    await page.getByRole('button', { name: 'Try Again' }).click();
    await prepare(page);
  });

  it('opens the runs, their comparison, and the question the other way round', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'calm-otter-12' }).first().click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Swap' }).click();
    assert.deepEqual(await commands(page), [
      { name: 'openRun', id: ids.otter },
      { name: 'openCompare', ids: [ids.otter, ids.fox] },
      { name: 'bisect', good: ids.fox, bad: ids.otter },
    ]);
  });
});

describe('the pages that lead to it, and to the workspace', () => {
  const views = useViews();

  it('asks from the comparison of two runs, and of no more', async () => {
    const page = await views.open({
      view: 'compare',
      scenario: { intent: { view: 'compare', ids: [ids.fox, ids.otter] } },
    });
    await page.getByRole('button', { name: 'Find What Made It Worse' }).click();
    const [sent] = await messagesOf(page, 'command');
    assert.deepEqual(sent?.command, { name: 'bisect', good: ids.fox, bad: ids.otter });
    const three = await views.open({
      view: 'compare',
      scenario: { intent: { view: 'compare', ids: [ids.fox, ids.otter, ids.hostile] } },
    });
    await three.getByRole('button', { name: 'Add Runs' }).waitFor();
    assert.equal(await three.getByRole('button', { name: 'Find What Made It Worse' }).count(), 0);
  });

  it('says on the page of a run how its code differs from the workspace, and follows a change of it', async () => {
    const page = await views.open({ view: 'run', scenario: { intent: { view: 'run', id: ids.otter } } });
    await page.getByText('3 files and the data data/raw.csv differ from the workspace now.').waitFor();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const [sent] = await messagesOf(page, 'command');
    assert.deepEqual(sent?.command, { name: 'openDiff', from: ids.otter, to: null, path: null });
    const fresh = async () =>
      (await messagesOf(page, 'ask'))
        .filter(({ name }) => name === 'runs/staleness')
        .map(({ params }) => (params as { fresh: boolean }).fresh);
    assert.deepEqual(await fresh(), [false]);
    await page.evaluate(() => globalThis.host.send({ kind: 'workspace' }));
    await page.waitForFunction(
      () =>
        globalThis.host.messages.filter((each) => each.kind === 'ask' && each.name === 'runs/staleness').length === 2,
    );
    assert.deepEqual(await fresh(), [false, true]);
  });
});

describe('the looks of the page that looks for what made a run worse', () => {
  testLooks({ name: 'bisect', view: 'bisect', scenario: bisectScenario, prepare, widths: [300, 1400] });
});
