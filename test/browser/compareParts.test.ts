import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Comparison, ComparisonRow, RunRow } from '../../src/protocol/run';
import { runFiles } from './compareFiles';
import type { Scenario } from './fakeHost';
import { documentOf, ids } from './fixtures';
import { messagesOf, useViews } from './useViews';

const three = [ids.otter, ids.fox, ids.hostile];
// Without charts: these tests are about the rest of the page.
const intent = { view: 'compare', ids: three, search: 'no metric' };

const row = (change: Partial<ComparisonRow>): ComparisonRow => ({
  ...{ group: 'param', key: 'lr', values: [], differs: true },
  ...{ direction: null, best: null, delta: null },
  ...change,
});

async function commandsOf(page: Page, name: string): Promise<readonly unknown[]> {
  return (await messagesOf(page, 'command')).map(({ command }) => command).filter((command) => command.name === name);
}

async function stateOf(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => globalThis.host.state as Record<string, unknown>);
}

describe('the table of the compare page', () => {
  const views = useViews();
  const open = (scenario: Scenario): Promise<Page> => views.open({ view: 'compare', scenario, height: 1600 });

  it('shows metrics at a step that is typed in, and keeps the choice', async () => {
    // The runs are equal in their largest values.
    const page = await open({ intent: { ...intent, everyRow: true } });
    await page.getByRole('rowheader', { name: 'Metrics (last value)' }).waitFor();
    await page.getByRole('combobox', { name: 'Metrics' }).selectOption('At step');
    const step = page.getByLabel('Step', { exact: true });
    assert.equal(await step.inputValue(), '99999');
    await step.fill('50');
    await step.press('Enter');
    await page.getByRole('rowheader', { name: 'Metrics (at step 50, or the last before it)' }).waitFor();
    const valLoss = page.getByRole('row', { name: /^val\/loss/ }).locator('td');
    assert.match((await valLoss.first().getAttribute('title')) ?? '', / \(of step 23, the last before 50\)$/);
    assert.deepEqual((await stateOf(page))['metric'], { step: 50 });
    await page.getByRole('combobox', { name: 'Metrics' }).selectOption('Max');
    await page.getByRole('rowheader', { name: 'Metrics (largest value)' }).waitFor();
  });

  it('leaves a step alone while it is typed, whatever else changes', async () => {
    const page = await open({ intent: { ...intent, metric: { step: 50 } } });
    const step = page.getByLabel('Step', { exact: true });
    await step.fill('7');
    await page.evaluate(() => globalThis.host.send({ kind: 'changed', runs: [], all: true }));
    await page.evaluate(() => globalThis.host.send({ kind: 'connection', state: 'stopped' }));
    await page.getByText('The tracker has stopped.').waitFor();
    assert.equal(await step.inputValue(), '7');
    await step.press('Enter');
    await page.getByRole('rowheader', { name: 'Metrics (at step 7, or the last before it)' }).waitFor();
    await step.fill('');
    await step.press('Enter');
    assert.equal(await step.inputValue(), '7');
  });

  it('finds rows by text and goes to differences by the keyboard', async () => {
    const page = await open({ intent: { ...intent, everyRow: true } });
    await page.getByRole('textbox', { name: 'Search rows' }).fill('e');
    await page.getByRole('rowheader', { name: 'seed', exact: true }).waitFor();
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.querySelector('th')?.textContent);
    await page.getByRole('region', { name: 'Comparison table' }).focus();
    await page.keyboard.press('Alt+ArrowDown');
    assert.equal(await focused(), 'depth');
    await page.keyboard.press('Alt+ArrowDown');
    const second = await focused();
    await page.keyboard.press('Alt+ArrowUp');
    assert.equal(await focused(), 'depth');
    assert.notEqual(second, 'depth');
    await page.getByRole('textbox', { name: 'Search rows' }).fill('no such row');
    await page.getByText('No row matches the search.').waitFor();
  });

  it('opens a value of 100 KB whole, and gives the focus back', async () => {
    const text = `start ${'x'.repeat(100_000)} end`;
    const comparison: Comparison = {
      base: ids.otter,
      runs: [ids.otter, ids.fox].map((id) => ({ id, name: documentOf(id)?.name ?? id })),
      rows: [row({ key: 'prompt', values: [text, 'short'] })],
    };
    const page = await open({
      intent: { ...intent, ids: [ids.otter, ids.fox] },
      answers: { 'runs/compare': comparison },
    });
    const button = page.getByRole('button', { name: 'Show prompt of calm-otter-12 whole' });
    await button.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'prompt of calm-otter-12' });
    await dialog.getByText('100,010 characters').waitFor();
    assert.equal((await dialog.locator('pre').textContent())?.length, text.length);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  });

  it('draws of a hundred runs with thousands of rows what is in sight, and reaches every difference', async () => {
    const many = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(32, '0'));
    const base = documentOf(ids.fox);
    assert.ok(base);
    const rows: RunRow[] = many.map((id, index) => ({ ...base, id, name: `run-${index}`, params: {}, metrics: {} }));
    const comparison: Comparison = {
      base: many[0] ?? '',
      runs: rows.map(({ id, name }) => ({ id, name })),
      rows: Array.from({ length: 3000 }, (_, key) =>
        row({
          key: `param-${key}`,
          values: many.map((_id, run) => (key === 2900 ? `v${run}` : 'same')),
          differs: key === 2900,
        }),
      ),
    };
    const page = await open({
      intent: { ...intent, ids: many, everyRow: true },
      answers: { 'runs/compare': comparison, 'runs/rows': rows },
    });
    await page.getByRole('rowheader', { name: 'param-0', exact: true }).waitFor();
    const table = page.locator('compare-table');
    assert.ok((await table.locator('td').count()) < 2500, 'more cells than are in sight');
    await page.getByRole('button', { name: 'Next difference' }).click();
    await page.getByRole('rowheader', { name: 'param-2900' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.querySelector('th')?.textContent), 'param-2900');
    await table.locator('.compare-table').evaluate((box) => (box.scrollLeft = box.scrollWidth));
    await page.getByRole('columnheader', { name: 'run-99' }).waitFor();
    await page.getByRole('cell', { name: 'v99' }).waitFor();
    assert.ok((await table.locator('td').count()) < 2500, 'more cells than are in sight');
  });
});

describe('the summary of the compare page', () => {
  const views = useViews();

  it('judges the difference by repeats, with the formula behind the sentence', async () => {
    const repeats = [ids.otter, ids.fox].map((id, index) => ({
      id,
      repeats: [0, 1, 2].map((seed) => ({
        id: seed === 0 ? id : `${id}-${seed}`,
        value: 0.9 + index * 0.01 + seed * 0.001,
      })),
    }));
    const page = await views.open({
      view: 'compare',
      scenario: { intent: { ...intent, ids: [ids.otter, ids.fox] }, answers: { 'runs/repeats': repeats } },
    });
    const fact = page.getByText(/^The difference of 0\.01 between the settings of quick-fox-3 \(n = 3\) .* exceeds/);
    await fact.click();
    await page.getByText(/Limit = t\(0\.975, ν\)/).waitFor();
  });

  it('says so when nothing was repeated, and when repeats cannot be read', async () => {
    const page = await views.open({ view: 'compare', scenario: { intent } });
    await page.getByText(/^No run was repeated with another seed/).waitFor();
    const failing = await views.open({
      view: 'compare',
      scenario: { intent, failing: { 'runs/repeats': 'Too slow.' } },
    });
    await failing.getByText('Repeats could not be read (Too slow.), so chance is not judged.').waitFor();
  });
});

describe('runs that were deleted for good under an open comparison', () => {
  const views = useViews();

  it('are named, and the page goes on with the others', async () => {
    const page = await views.open({ view: 'compare', scenario: { intent } });
    await page.getByRole('columnheader', { name: 'calm-otter-12' }).waitFor();
    await page.evaluate((gone) => {
      globalThis.host.gone = [gone];
      globalThis.host.send({ kind: 'changed', runs: [gone], all: false });
    }, ids.otter);
    await page.getByText('1 run was deleted for good: calm-otter-12. The page compares the others.').waitFor();
    await page.locator('th', { hasText: 'quick-fox-3' }).getByText('Base').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'calm-otter-12' }).count(), 0);
    await page.getByRole('button', { name: 'Remove It' }).click();
    await page.locator('.chip', { hasText: 'calm-otter-12' }).waitFor({ state: 'detached' });
    assert.deepEqual((await stateOf(page))['ids'], [ids.fox, ids.hostile]);
  });
});

describe('the plots of the compare page', () => {
  const views = useViews();
  const open = (relation: object): Promise<Page> =>
    views.open({ view: 'compare', scenario: { intent: { ...intent, relation } }, height: 1900 });
  const axes = ['params.depth', 'params.optimizer', 'metrics.acc'];

  it('select runs by a stretch of an axis, and hide the others', async () => {
    const page = await open({ axes });
    const grip = page.locator('[data-column="params.depth"] [data-grip=brush]');
    const box = await grip.boundingBox();
    assert.ok(box);
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + box.height * 0.4);
    await page.mouse.down();
    await page.mouse.move(x, box.y + box.height * 0.7);
    await page.mouse.move(x, box.y + box.height);
    await page.mouse.up();
    await page.getByText('2 runs of 3 selected').waitFor();
    assert.equal(await page.locator('.run-line.dim').count(), 1);
    await page.getByRole('button', { name: 'Hide Others' }).click();
    await page.getByRole('columnheader', { name: 'calm-otter-12' }).waitFor({ state: 'detached' });
    assert.deepEqual((await stateOf(page))['hidden'], [ids.otter]);
  });

  it('select runs by the keyboard, with numbers and texts, and open them in the table', async () => {
    const page = await open({ axes });
    await page.getByLabel('params.depth from', { exact: true }).fill('5');
    await page.keyboard.press('Enter');
    await page.getByText('1 run of 3 selected: params.depth at least 5.').waitFor();
    const open1 = page.locator('.relation ~ .buttons').getByRole('button', { name: 'Open in Table' });
    await open1.press('Enter');
    assert.deepEqual(await commandsOf(page, 'openTable'), [{ name: 'openTable', ids: [ids.otter] }]);
    // Both before the page is drawn again.
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('[aria-label="Choose all runs on params.depth"]')?.click();
      const boxes = [...document.querySelectorAll<HTMLElement>('.texts vscode-checkbox')];
      boxes.find(({ textContent }) => textContent.trim() === 'adam')?.click();
    });
    await page.getByText('2 runs of 3 selected: params.optimizer adam.').waitFor();
    await page.getByRole('button', { name: 'Keep Only These' }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2);
    assert.deepEqual((await stateOf(page))['ids'], [ids.otter, ids.fox]);
  });

  it('move an axis by its title and by the keyboard, and take another in', async () => {
    const page = await open({ axes });
    const title = page.locator('[data-column="params.depth"] [data-grip=move]');
    const to = await page.locator('[data-column="params.optimizer"] [data-grip=move]').boundingBox();
    const from = await title.boundingBox();
    assert.ok(to && from);
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y + 5, { steps: 4 });
    await page.mouse.up();
    const order = async (): Promise<unknown> => ((await stateOf(page))['relation'] as { axes: unknown }).axes;
    assert.deepEqual(await order(), ['params.optimizer', 'params.depth', 'metrics.acc']);
    await page.getByRole('button', { name: 'Move metrics.acc left' }).press('Enter');
    assert.deepEqual(await order(), ['params.optimizer', 'metrics.acc', 'params.depth']);
    await page.getByRole('combobox', { name: 'Add axis' }).fill('val/loss');
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /over 4 axes: .* and metrics\.val\/loss/ }).waitFor();
  });

  it('give a value that is missing a place of its own, and count it', async () => {
    const base = documentOf(ids.fox);
    assert.ok(base);
    const rows: RunRow[] = [
      { ...base, params: { lr: '0.1' } },
      { ...base, id: ids.otter, name: 'other', params: {} },
    ];
    const page = await views.open({
      view: 'compare',
      scenario: {
        intent: { ...intent, ids: [ids.fox, ids.otter], relation: { axes: ['params.lr', 'metrics.acc'] } },
        answers: { 'runs/rows': rows },
      },
      height: 1900,
    });
    await page.getByText('no value (1)').waitFor();
    await page.getByText(/No value: 1 run in params\.lr/).waitFor();
    await page.getByText('As a table').click();
    await page.getByRole('cell', { name: 'no value' }).waitFor();
  });

  it('select runs by a box in the scatter plot, and give it up with Escape', async () => {
    const page = await open({ kind: 'scatter', x: 'params.depth', y: 'metrics.acc' });
    const frame = page.locator('relation-plot .frame');
    const box = await frame.boundingBox();
    assert.ok(box);
    const drag = async (): Promise<void> => {
      await page.mouse.move(box.x + box.width * 0.6, box.y + 4);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 3 });
    };
    await drag();
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.getByText('Drag a box').waitFor();
    await drag();
    await page.mouse.up();
    await page.getByText('1 run of 3 selected').waitFor();
    await page.getByRole('button', { name: 'Clear Selection' }).click();
    await page.getByText('Drag a box').waitFor();
  });
});

describe('the artifacts of the compare page', () => {
  const views = useViews();
  const open = (artifacts: object): Promise<Page> =>
    views.open({ view: 'compare', scenario: { intent: { ...intent, artifacts }, files: runFiles }, height: 1900 });
  const listed = async (page: Page): Promise<number> =>
    (await messagesOf(page, 'ask')).filter(({ name }) => name === 'artifacts/list').length;

  it('are listed when the section is opened, and not before', async () => {
    const page = await open({});
    await page.getByRole('heading', { name: 'Artifacts' }).waitFor();
    assert.equal(await listed(page), 0);
    await page.getByRole('heading', { name: 'Artifacts' }).click();
    await page.getByRole('button', { name: /^confusion\.csv 2 of 3$/ }).click();
    await page.getByText('Not in this run.').waitFor();
    assert.equal(await page.locator('.matrix').count(), 2);
  });

  it('show pictures of one step side by side, the last before it where a run has none', async () => {
    const page = await open({ open: true, shown: { kind: 'pictures', name: 'val/samples' } });
    await page.locator('figure img').nth(1).waitFor();
    const steps = (): Promise<string[]> => page.locator('figcaption .small').allInnerTexts();
    assert.deepEqual(await steps(), ['step 10', 'step 5']);
    await page.getByRole('slider', { name: 'Step' }).press('ArrowLeft');
    await page.waitForFunction(() => document.querySelector('figcaption .small')?.textContent === 'step 0');
    assert.deepEqual(await steps(), ['step 0', 'step 5']);
    await page.getByLabel('Step of the pictures').fill('3');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('figcaption .small')[1]?.textContent === 'step 0');
  });

  it('mark cells that differ, and compare text in the diff editor', async () => {
    const page = await open({ open: true, shown: { kind: 'file', name: 'results.csv' } });
    await page.getByText('1 cell differs from the base (rows by position).').first().waitFor();
    assert.deepEqual(await page.locator('figure').nth(1).locator('td.differs').allTextContents(), ['differs: 0.8']);
    await page.getByRole('button', { name: 'notes.txt' }).click();
    await page.locator('figure').nth(1).getByText('Differs from the base.').waitFor();
    await page.locator('figure').nth(1).getByRole('button', { name: 'Diff with Base' }).click();
    assert.deepEqual(await commandsOf(page, 'diffArtifacts'), [
      {
        name: 'diffArtifacts',
        from: { id: ids.otter, path: 'notes.txt' },
        to: { id: ids.fox, path: 'notes.txt' },
      },
    ]);
    await page.getByRole('button', { name: 'model/weights.bin' }).click();
    await page.locator('figure').first().getByRole('button', { name: 'Open', exact: true }).click();
    assert.equal((await commandsOf(page, 'openArtifact')).length, 1);
  });
});

describe('the report of the compare page', () => {
  const views = useViews();

  it('is copied with small pictures in it, byte for byte the same twice', async () => {
    const page = await views.open({ view: 'compare', scenario: { intent: { ...intent, search: '^acc$' } } });
    const copy = page.getByRole('button', { name: 'Copy as Markdown' });
    await page.getByRole('columnheader', { name: 'calm-otter-12' }).waitFor();
    for (const _ of [1, 2]) {
      await copy.click();
      await page.getByText('Copied as Markdown.').waitFor();
    }
    await page.waitForFunction(
      () =>
        globalThis.host.messages.filter((message) => message.kind === 'command' && message.command.name === 'copy')
          .length === 2,
    );
    const [one, other] = (await commandsOf(page, 'copy')) as readonly { text: string }[];
    assert.equal(one?.text, other?.text);
    assert.match(one?.text ?? '', /^### Comparison of 3 runs\n\n- /);
    assert.match(one?.text ?? '', /!\[acc\]\(data:image\/svg\+xml;base64,/);
    assert.doesNotMatch(one?.text ?? '', /<img/);
  });

  it('is saved with its pictures as files', async () => {
    const page = await views.open({ view: 'compare', scenario: { intent: { ...intent, search: '' } } });
    await page.getByRole('columnheader', { name: 'calm-otter-12' }).waitFor();
    await page.getByRole('button', { name: 'Save Markdown…' }).press('Enter');
    await page.waitForFunction(() =>
      globalThis.host.messages.some((message) => message.kind === 'command' && message.command.name === 'saveMarkdown'),
    );
    const [saved] = (await commandsOf(page, 'saveMarkdown')) as readonly {
      markdown: string;
      pictures: readonly { path: string; svg: string }[];
    }[];
    // The machine's own metrics are in a folded section.
    assert.deepEqual(
      saved?.pictures.map(({ path }) => path),
      ['acc', 'loss', 'train-grad-norm', 'val-gain', 'val-loss'].map((name) => `comparison-${name}.svg`),
    );
    for (const { path, svg } of saved.pictures) {
      assert.ok(saved.markdown.includes(`](${path})`));
      assert.match(svg, /^<svg [^]*<polyline/);
    }
  });
});
