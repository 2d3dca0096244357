import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Scenario } from './fakeHost';
import { hostileName, ids } from './fixtures';
import { messagesOf, useViews } from './useViews';

const oneRun: Scenario = { intent: { view: 'run', id: ids.otter } };

function chart(page: Page, metric: string): Locator {
  return page.locator('metric-chart').filter({ has: page.getByRole('heading', { name: metric, exact: true }) });
}

/** The series questions about a metric, oldest first. */
async function questionsOf(page: Page, metric: string): Promise<readonly Record<string, unknown>[]> {
  const all = (await messagesOf(page, 'series')).map(({ params }) => params as Record<string, unknown>);
  return all.filter((params) => params['metric'] === metric);
}

describe('the run page', () => {
  const views = useViews();
  const open = (scenario: Scenario): Promise<Page> => views.open({ view: 'run', scenario, height: 2600 });

  it('breaks a line at NaN and says so, in the table too', async () => {
    const page = await open(oneRun);
    await chart(page, 'loss').getByText('6 NaN values break the line').waitFor();
    await page.getByRole('button', { name: 'Show loss as a table (t)' }).click();
    await chart(page, 'loss').getByRole('cell', { name: 'NaN' }).first().waitFor();
    assert.equal(await chart(page, 'loss').getByRole('cell', { name: 'NaN' }).count(), 6);
  });

  it('reads on from the last point while the run goes on', async () => {
    const page = await open(oneRun);
    await chart(page, 'acc').getByRole('img', { name: /last/ }).waitFor();
    await page.evaluate((id) => {
      globalThis.host.extra = 30;
      globalThis.host.send({ kind: 'changed', runs: [id], all: false });
    }, ids.otter);
    await page.waitForFunction(() =>
      globalThis.host.messages.some(
        (message) => message.kind === 'series' && (message.params as { from?: number }).from === 119,
      ),
    );
    const questions = await questionsOf(page, 'val/loss');
    assert.equal(questions.length, 1, 'a series that did not grow is not read again');
  });

  it('saves a note and shows it as Markdown without its HTML', async () => {
    const page = await open(oneRun);
    await page.getByRole('button', { name: 'Edit note' }).click();
    await page.getByRole('textbox', { name: 'Note (Markdown)' }).fill('Now **bold** <i>not</i>');
    await page.getByRole('button', { name: 'Save Note' }).click();
    await page.locator('.markdown strong', { hasText: 'bold' }).waitFor();
    assert.equal(await page.locator('.markdown i').count(), 0);
    const saved = (await messagesOf(page, 'ask')).find(({ name }) => name === 'runs/change');
    assert.deepEqual(saved?.params, { ids: [ids.otter], note: 'Now **bold** <i>not</i>' });
  });

  it('previews pictures, tables and text, and leaves the rest to VS Code', async () => {
    const page = await open(oneRun);
    await page.getByRole('button', { name: 'plots', exact: true }).click();
    await page.getByRole('button', { name: 'roc.svg' }).click();
    const picture = page.getByRole('img', { name: 'plots/roc.svg' });
    await picture.waitFor();
    assert.match((await picture.getAttribute('src')) ?? '', /^blob:/);
    await page.getByRole('button', { name: 'confusion.csv' }).click();
    await page.getByRole('cell', { name: 'no, really' }).waitFor();
    await page.getByRole('button', { name: 'notes.txt' }).click();
    await page.getByText('<b>plain</b> text').waitFor();
    await page.getByRole('button', { name: 'model.bin' }).click();
    await page.getByText('Opened by VS Code').waitFor();
    const commands = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(commands, [{ name: 'openArtifact', id: ids.otter, path: 'model.bin' }]);
  });

  it('shows HTML without running it', async () => {
    views.expectComplaint(/^Blocked script execution in 'about:srcdoc'/);
    const page = await open(oneRun);
    const title = await page.title();
    await page.getByRole('button', { name: 'report.html', exact: true }).click();
    const report = page.frameLocator('iframe[title="report.html"]');
    await report.getByRole('heading', { name: 'Calibration' }).waitFor();
    assert.doesNotMatch(await report.locator('body').innerText(), /ran/);
    assert.equal(await page.title(), title);
  });

  it('follows the log of a running program that logs no metric', async () => {
    const page = await open(oneRun);
    await page.locator('summary', { hasText: 'Output' }).click();
    await page.locator('.log', { hasText: 'diverged' }).waitFor();
    await page.evaluate(() => {
      globalThis.host.texts = { 'logs/stdout.txt': 'epoch 3 by itself\n' };
    });
    await page.locator('.log', { hasText: 'epoch 3 by itself' }).waitFor();
  });

  it('reads the end of a log of any length alone', async () => {
    const page = await open({
      ...oneRun,
      texts: { 'logs/stdout.txt': `first line\n${'x'.repeat(400_000)}\nlast line\n` },
    });
    await page.locator('summary', { hasText: 'Output' }).click();
    await page.locator('.log', { hasText: 'last line' }).waitFor();
    await page.getByText('The end of the log.').waitFor();
    assert.equal(await page.getByText('first line').count(), 0);
    const read = (await messagesOf(page, 'artifact')).filter(({ path }) => path === 'logs/stdout.txt');
    assert.ok(read.every(({ tail }) => tail !== undefined && tail < 300_000));
  });

  it('shows the log in its colours', async () => {
    const page = await open(oneRun);
    await page.locator('summary', { hasText: 'Output' }).click();
    await page.locator('.log .ansi-2', { hasText: 'epoch 2 ok' }).waitFor();
    await page.locator('.log .ansi-1.ansi-bold', { hasText: 'diverged' }).waitFor();
  });

  it('opens a log at its end and stays there, unless its reader has scrolled up', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `epoch ${index}`).join('\n');
    const page = await open({ ...oneRun, texts: { 'logs/stdout.txt': lines } });
    await page.locator('summary', { hasText: 'Output' }).click();
    const log = page.locator('.log');
    const fromEnd = () => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    const grow = async (line: string): Promise<void> => {
      await page.evaluate(
        ([id, text]) => {
          globalThis.host.texts = { 'logs/stdout.txt': text };
          globalThis.host.send({ kind: 'changed', runs: [id], all: false });
        },
        [ids.otter, `${lines}\n${line}`] as const,
      );
      await log.getByText(line).waitFor();
    };
    await log.getByText('epoch 199').waitFor();
    await page.waitForFunction(() => (document.querySelector('.log')?.scrollTop ?? 0) > 0);
    assert.ok((await fromEnd()) < 2);
    await grow('epoch 200');
    assert.ok((await fromEnd()) < 2);
    await log.evaluate((element) => element.scrollTo({ top: 40 }));
    await grow('epoch 201');
    assert.equal(await log.evaluate((element) => element.scrollTop), 40);
  });

  it('asks the editor to get the code back, and offers nothing of it in a folder that is not trusted', async () => {
    const page = await open(oneRun);
    await page.getByRole('button', { name: 'Open Code in a New Worktree' }).click();
    await page.getByRole('button', { name: 'Undo Apply' }).click();
    await page.getByRole('button', { name: 'train.py' }).click();
    const commands = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(commands, [
      { name: 'restoreCode', id: ids.otter, mode: 'worktree' },
      { name: 'undoRestoreCode' },
      { name: 'openUncommitted', id: ids.otter, path: 'train.py' },
    ]);
    const distrusted = await open({ ...oneRun, trusted: false });
    await distrusted.getByText('Trust this folder').waitFor();
    assert.equal(await distrusted.getByRole('button', { name: /Worktree|Edit note|Remove tag/ }).count(), 0);
  });

  it('takes a hostile run as text', async () => {
    const page = await open({ intent: { view: 'run', id: ids.hostile } });
    await page.getByRole('heading', { name: hostileName }).waitFor();
    assert.equal(await page.locator('img, .markdown a').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  });

  it('draws a chart whose points could not be read, once they can', async () => {
    const page = await open({ ...oneRun, failing: { series: 'The tracker is away.' } });
    await chart(page, 'acc').getByRole('alert').getByText('The tracker is away.').waitFor();
    await page.evaluate(() => {
      globalThis.host.failing = {};
    });
    await chart(page, 'acc').getByRole('button', { name: 'Try again' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /last 0.9036/ })
      .waitFor();
    await page.getByRole('button', { name: 'Show acc as a table (t)' }).click();
    await chart(page, 'acc').getByRole('table').waitFor();
    await page.getByRole('button', { name: 'Show acc as a table (t)' }).click();
    await page.waitForFunction(() => (document.querySelector('metric-chart canvas')?.clientHeight ?? 0) > 100);
  });

  it('moves one cursor through all charts and reads its values out', async () => {
    const page = await open(oneRun);
    await chart(page, 'acc').getByRole('img', { name: /last/ }).waitFor();
    const before = await chart(page, 'loss').locator('canvas').screenshot();
    await chart(page, 'acc').locator('canvas').focus();
    for (let step = 0; step < 60; step++) await page.keyboard.press('ArrowRight');
    await chart(page, 'acc').locator('.tooltip', { hasText: 'step 59' }).waitFor();
    const after = await chart(page, 'loss').locator('canvas').screenshot();
    assert.ok(!before.equals(after), 'the other chart shows the cursor');
    assert.match(await chart(page, 'acc').locator('[aria-live]').innerText(), /^calm-otter-12 0\.8/);
  });

  it('reads no series of a folded section', async () => {
    const page = await open(oneRun);
    await chart(page, 'acc').getByRole('img', { name: /last/ }).waitFor();
    assert.deepEqual(await questionsOf(page, 'system/cpu_percent'), []);
    await page.locator('summary', { hasText: 'system' }).click();
    await chart(page, 'system/cpu_percent').getByRole('img', { name: /last/ }).waitFor();
  });
});
