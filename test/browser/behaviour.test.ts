import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromView } from '../../src/protocol/view';
import { launchChromium } from '../support/chromium';
import type { Scenario } from './fakeHost';
import { hostileName, ids } from './fixtures';
import { openView, serveViews, type OpenedView } from './openView';

const compareThree: Scenario = { intent: { view: 'compare', ids: [ids.otter, ids.fox, ids.hostile] } };
const oneRun: Scenario = { intent: { view: 'run', id: ids.otter } };

let browser: Browser;
let server: Awaited<ReturnType<typeof serveViews>>;
let opened: OpenedView | null = null;

async function open(view: 'run' | 'compare', scenario: Scenario): Promise<Page> {
  opened = await openView({ browser, url: server.url }, { view, scenario, height: 2600 });
  return opened.page;
}

type Message<Kind extends FromView['kind']> = Extract<FromView, { kind: Kind }>;

async function messagesOf<Kind extends FromView['kind']>(page: Page, kind: Kind): Promise<readonly Message<Kind>[]> {
  const messages = await page.evaluate(() => globalThis.host.messages);
  return messages.filter((message): message is Message<Kind> => message.kind === kind);
}

function chart(page: Page, metric: string): Locator {
  return page.locator('metric-chart').filter({ has: page.getByRole('heading', { name: metric, exact: true }) });
}

/** The series questions about a metric, oldest first. */
async function questionsOf(page: Page, metric: string): Promise<readonly Record<string, unknown>[]> {
  const all = (await messagesOf(page, 'series')).map(({ params }) => params as Record<string, unknown>);
  return all.filter((params) => params['metric'] === metric);
}

before(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveViews()]);
});
after(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.close();
  opened = null;
  assert.deepEqual(complaints, []);
});

describe('the compare page', () => {
  it('shows rows that differ, and the others when asked', async () => {
    const page = await open('compare', compareThree);
    const epochs = page.getByRole('rowheader', { name: 'epochs' });
    await page.getByRole('rowheader', { name: 'depth' }).waitFor();
    assert.equal(await epochs.count(), 0);
    await page.getByRole('checkbox', { name: 'Only differences' }).click();
    await epochs.waitFor();
  });

  it('says differences to the base and follows another base', async () => {
    const page = await open('compare', { intent: { view: 'compare', ids: [ids.otter, ids.fox], deltas: true } });
    const deltas = page.getByRole('row', { name: /^acc / }).locator('.delta');
    await deltas.first().waitFor();
    assert.deepEqual(await deltas.allInnerTexts(), ['±0', '+0.00993']);
    await page.getByRole('button', { name: 'Make quick-fox-3 the base' }).click();
    await page.locator('th', { hasText: 'quick-fox-3' }).getByText('Base').waitFor();
    await page.waitForFunction(() => document.querySelector('.delta')?.textContent === '±0');
    await deltas.filter({ hasText: '−' }).waitFor();
    assert.deepEqual(await deltas.allInnerTexts(), ['±0', '−0.00993']);
  });

  it('hides a run from table and charts with its eye', async () => {
    const page = await open('compare', compareThree);
    await chart(page, 'acc')
      .getByRole('img', { name: /for 3 runs/ })
      .waitFor();
    await page.getByRole('button', { name: 'Hide quick-fox-3' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /for 2 runs/ })
      .waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'quick-fox-3' }).count(), 0);
    await page.getByRole('button', { name: 'Show quick-fox-3' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /for 3 runs/ })
      .waitFor();
  });

  it('moves a run by the keyboard and keeps the focus on it', async () => {
    const page = await open('compare', compareThree);
    const names = () => page.locator('.chip .link').allInnerTexts();
    const [first, second, third] = await names();
    await page.locator('.chip .link').first().focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction((name) => document.querySelectorAll('.chip .link')[1]?.textContent === name, first);
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction((name) => document.querySelectorAll('.chip .link')[2]?.textContent === name, first);
    await page.waitForFunction((name) => document.activeElement?.textContent === name, first);
    assert.deepEqual(await names(), [second, third, first]);
    await page.keyboard.press('Shift+ArrowRight');
    assert.deepEqual(await names(), [second, third, first]);
  });

  it('reads the visible range anew when a box is drawn, until real points show', async () => {
    const page = await open('compare', compareThree);
    const canvas = chart(page, 'train/grad_norm').locator('canvas');
    await chart(page, 'train/grad_norm')
      .getByText(/of 300,000 points, extremes kept/)
      .waitFor();
    const box = await canvas.boundingBox();
    assert.ok(box);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.51, y);
    await page.mouse.move(box.x + box.width * 0.53, y, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Reset zoom of train/grad_norm' }).waitFor();
    await page.waitForFunction(() =>
      globalThis.host.messages.some(
        (message) => message.kind === 'series' && JSON.stringify(message.params).includes('"from"'),
      ),
    );
    const asked = (await questionsOf(page, 'train/grad_norm')).at(-1);
    const [from, to] = [Number(asked?.['from']), Number(asked?.['to'])];
    assert.ok(from > 40_000 && to < 60_000 && from < to, `asked for ${from} to ${to}`);
    await canvas.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('+');
    await page.waitForFunction(() => !/train\/grad_norm[^]*extremes kept/.test(document.body.innerText));
    await canvas.dblclick();
    await chart(page, 'train/grad_norm')
      .getByText(/of 300,000 points, extremes kept/)
      .waitFor();
  });

  it('finds metrics by an expression and says when it takes a text as plain words', async () => {
    const page = await open('compare', compareThree);
    await chart(page, 'acc').waitFor();
    const search = page.getByRole('textbox', { name: 'Search metrics (regex)' });
    await search.fill('^val/(loss|gain)$');
    await chart(page, 'acc').waitFor({ state: 'detached' });
    assert.equal(await page.locator('metric-chart').count(), 2);
    await search.fill('(a+)+$');
    await page.getByText('Searched as plain text').waitFor();
  });

  it('reads the code of a run when its part is opened, and opens files in the diff editor', async () => {
    const page = await open('compare', compareThree);
    await page.locator('summary', { hasText: 'calm-otter-12 → quick-fox-3' }).click();
    await page.getByRole('button', { name: 'train.py' }).click();
    await page.getByRole('button', { name: 'Open All Files' }).click();
    const commands = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(commands, [
      { name: 'openDiff', from: ids.otter, to: ids.fox, path: 'train.py' },
      { name: 'openDiff', from: ids.otter, to: ids.fox, path: null },
    ]);
  });

  it('keeps order, hidden runs and choices over a reload', async () => {
    const state = {
      view: 'compare',
      ids: [ids.fox, ids.otter, ids.hostile],
      base: ids.fox,
      hidden: [ids.hostile],
      everyRow: true,
      chart: { x: 'relative', logX: false, logY: true, smoothing: 0.6, ignoreOutliers: false },
    };
    const page = await open('compare', { ...compareThree, state });
    await page.getByRole('button', { name: `Show ${hostileName}` }).waitFor();
    assert.match(await page.locator('.chip').first().innerText(), /quick-fox-3\s+Base/);
    await page.getByRole('rowheader', { name: 'epochs' }).waitFor();
    await chart(page, 'acc')
      .getByRole('img', { name: /over relative time/ })
      .waitFor();
    const kept = await page.evaluate(() => globalThis.host.state as Record<string, unknown>);
    assert.deepEqual(kept['ids'], state.ids);
    assert.deepEqual(kept['hidden'], state.hidden);
  });

  it('takes names, params and notes as text, never as HTML', async () => {
    const page = await open('compare', compareThree);
    await page.locator('.chip', { hasText: hostileName }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  });

  it('is driven by the keyboard alone', async () => {
    const page = await open('compare', compareThree);
    await chart(page, 'acc').locator('canvas').waitFor();
    const reached = new Set<string>();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
        }),
      );
    }
    for (const name of [
      'Hide quick-fox-3',
      'Make quick-fox-3 the base',
      'Add Runs',
      'Next difference',
      'Only differences',
    ]) {
      assert.ok(reached.has(name), `${name} was not reached`);
    }
    assert.ok(
      [...reached].some((name) => name.startsWith('acc over step')),
      'no chart was reached',
    );
  });

  it('says what failed and tries again', async () => {
    const page = await open('compare', { ...compareThree, failing: { 'runs/compare': 'The tracker is away.' } });
    await page.getByRole('alert').getByText('The tracker is away.').waitFor();
    await page.evaluate(() => {
      globalThis.host.failing = {};
    });
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByRole('heading', { name: 'Summary' }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
  });
});

describe('the run page', () => {
  it('breaks a line at NaN and says so, in the table too', async () => {
    const page = await open('run', oneRun);
    await chart(page, 'loss').getByText('6 NaN values break the line').waitFor();
    await page.getByRole('button', { name: 'Show loss as a table' }).click();
    await chart(page, 'loss').getByRole('cell', { name: 'NaN' }).first().waitFor();
    assert.equal(await chart(page, 'loss').getByRole('cell', { name: 'NaN' }).count(), 6);
  });

  it('reads on from the last point while the run goes on', async () => {
    const page = await open('run', oneRun);
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
    const page = await open('run', oneRun);
    await page.getByRole('button', { name: 'Edit note' }).click();
    await page.getByRole('textbox', { name: 'Note (Markdown)' }).fill('Now **bold** <i>not</i>');
    await page.getByRole('button', { name: 'Save Note' }).click();
    await page.locator('.markdown strong', { hasText: 'bold' }).waitFor();
    assert.equal(await page.locator('.markdown i').count(), 0);
    const saved = (await messagesOf(page, 'ask')).find(({ name }) => name === 'runs/change');
    assert.deepEqual(saved?.params, { ids: [ids.otter], note: 'Now **bold** <i>not</i>' });
  });

  it('previews pictures, tables and text, and leaves the rest to VS Code', async () => {
    const page = await open('run', oneRun);
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

  it('shows the log in its colours', async () => {
    const page = await open('run', oneRun);
    await page.locator('summary', { hasText: 'Output' }).click();
    await page.locator('.log .ansi-2', { hasText: 'epoch 2 ok' }).waitFor();
    await page.locator('.log .ansi-1.ansi-bold', { hasText: 'diverged' }).waitFor();
  });

  it('opens a log at its end and stays there, unless its reader has scrolled up', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `epoch ${index}`).join('\n');
    const page = await open('run', { ...oneRun, texts: { 'logs/stdout.txt': lines } });
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
    const page = await open('run', oneRun);
    await page.getByRole('button', { name: 'Open Code in a New Worktree' }).click();
    await page.getByRole('button', { name: 'train.py' }).click();
    const commands = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(commands, [
      { name: 'restoreCode', id: ids.otter, mode: 'worktree' },
      { name: 'openUncommitted', id: ids.otter, path: 'train.py' },
    ]);
    await opened?.close();
    const distrusted = await open('run', { ...oneRun, trusted: false });
    await distrusted.getByText('Trust this folder').waitFor();
    assert.equal(await distrusted.getByRole('button', { name: /Worktree|Edit note|Remove tag/ }).count(), 0);
  });

  it('takes a hostile run as text', async () => {
    const page = await open('run', { intent: { view: 'run', id: ids.hostile } });
    await page.getByRole('heading', { name: hostileName }).waitFor();
    assert.equal(await page.locator('img, .markdown a').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  });

  it('draws a chart whose points could not be read, once they can', async () => {
    const page = await open('run', { ...oneRun, failing: { series: 'The tracker is away.' } });
    await chart(page, 'acc').getByRole('alert').getByText('The tracker is away.').waitFor();
    await page.evaluate(() => {
      globalThis.host.failing = {};
    });
    await chart(page, 'acc').getByRole('button', { name: 'Try again' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /last 0.9036/ })
      .waitFor();
    await page.getByRole('button', { name: 'Show acc as a table' }).click();
    await chart(page, 'acc').getByRole('table').waitFor();
    await page.getByRole('button', { name: 'Show acc as a table' }).click();
    await page.waitForFunction(() => (document.querySelector('metric-chart canvas')?.clientHeight ?? 0) > 100);
  });

  it('enlarges a chart over the whole width', async () => {
    const page = await open('run', oneRun);
    const canvas = chart(page, 'loss').locator('canvas');
    await canvas.waitFor();
    await page.getByRole('button', { name: 'Enlarge loss' }).click();
    await page.waitForFunction(() => {
      const [large, grid] = [document.querySelector('metric-chart.large canvas'), document.querySelector('.charts')];
      return large !== null && grid !== null && large.clientWidth === grid.clientWidth && large.clientHeight > 400;
    });
  });

  it('moves one cursor through all charts and reads its values out', async () => {
    const page = await open('run', oneRun);
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
    const page = await open('run', oneRun);
    await chart(page, 'acc').getByRole('img', { name: /last/ }).waitFor();
    assert.deepEqual(await questionsOf(page, 'system/cpu_percent'), []);
    await page.locator('summary', { hasText: 'system' }).click();
    await chart(page, 'system/cpu_percent').getByRole('img', { name: /last/ }).waitFor();
  });
});
