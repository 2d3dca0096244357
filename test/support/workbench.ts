import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

/** Runs a command by its title as the palette shows it, `Category: Title`; waits until the command is known. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await pickQuickInput(page, `>${title}`, title);
}

/** Clicks the row of the open quick pick whose label is `label`, after filling the input with `query`. */
async function pickQuickInput(page: Page, query: string, label: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input.input');
  const row = page
    .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name').getByText(label, { exact: true }) })
    .first();
  await input.waitFor();
  await eventually(
    `'${label}' in the quick pick`,
    async () => {
      // A list filled before the extension was active lacks its commands: only a new filter reads them again.
      await input.fill(query.slice(0, 1));
      await input.fill(query);
      return row.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    },
    Boolean,
    20_000,
  );
  await row.click();
}

/** Shows a side bar container by its title in the activity bar; leaves it open when it is. */
export async function openContainer(page: Page, title: string): Promise<void> {
  const item = page.locator('.activitybar .action-item').filter({ has: page.locator(`[aria-label^="${title}"]`) });
  await item.waitFor();
  const isOpen = await item.evaluate((element) => element.classList.contains('checked'));
  if (!isOpen) await item.locator('.action-label').click();
  await page.locator('.part.sidebar .composite.title').getByText(title, { exact: false }).first().waitFor();
}

/** The visible side bar row whose accessible label matches; waits for it. */
export async function treeRow(page: Page, label: string | RegExp): Promise<Locator> {
  const row = page.getByRole('treeitem', { name: label }).and(page.locator('.part.sidebar .monaco-list-row')).first();
  await row.waitFor();
  return row;
}

/** Opens a row that is folded; a click on one that is open, or opens by itself meanwhile, would fold it. */
export async function expandRow(row: Locator): Promise<void> {
  const isOpen = async () => (await row.getAttribute('aria-expanded')) === 'true';
  await eventually(
    'An open row',
    async () => {
      if (await isOpen()) return true;
      await row.click();
      return eventually('The children of the row', isOpen, Boolean, 3_000).catch(() => false);
    },
    Boolean,
    20_000,
  );
}

/**
 * Moves the focus of the Runs view to the row with this label by the keyboard. A page that was just opened takes the focus
 * whenever it is loaded, so each key is pressed again until the row has it.
 */
export async function focusRow(page: Page, label: string): Promise<void> {
  const list = page.locator('.part.sidebar .monaco-list:focus-within');
  const focused = list.locator('.monaco-list-row.focused');
  const wanted = list.locator('.monaco-list-row', { has: page.getByText(label, { exact: true }) });
  const position = async (row: Locator): Promise<number> =>
    (await row.count()) === 0 ? Number.NaN : Number(await row.first().getAttribute('data-index'));
  await eventually(
    `The focus on ${label}`,
    async () => {
      if ((await list.count()) === 0) await runCommand(page, 'ModelTrail: Focus on Runs View');
      const [from, to] = [await position(focused), await position(wanted)];
      if (from === to) return true;
      await page.keyboard.press(from < to ? 'ArrowDown' : 'ArrowUp');
      return false;
    },
    Boolean,
    20_000,
  );
}

/** Presses a row's inline button, which shows while the pointer is over the row. */
export async function inlineAction(row: Locator, title: string): Promise<void> {
  await row.hover();
  await row.locator(`.action-label[aria-label^="${title}"]`).click();
}

/** Picks an item from a row's context menu, which hears no click in its first moments. */
export async function contextMenu(row: Locator, item: string): Promise<void> {
  await row.click({ button: 'right' });
  const label = row.page().locator('.monaco-menu .action-label').getByText(item, { exact: true });
  await eventually(
    `'${item}' picked`,
    async () => {
      await label.click();
      return label.waitFor({ state: 'detached', timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    },
    Boolean,
  );
}

/**
 * The content of the visible webview that holds `text`; waits for it. Look it up again after a tab change: a panel
 * that was hidden comes back in a new frame.
 */
export async function webviewFrame(page: Page, text: string | RegExp): Promise<FrameLocator> {
  const outer = page.locator('iframe.webview.ready');
  const index = await eventually(
    `A webview with ${String(text)}`,
    async () => {
      for (let at = 0; at < (await outer.count()); at++) {
        const frame = outer.nth(at);
        if (!(await frame.isVisible())) continue;
        const found = frame.contentFrame().frameLocator('#active-frame').getByText(text).first();
        if (await found.isVisible()) return at;
      }
      return -1;
    },
    (at) => at >= 0,
    20_000,
  );
  return outer.nth(index).contentFrame().frameLocator('#active-frame');
}

/** Opens a terminal and waits for its prompt. */
export async function openTerminal(page: Page): Promise<void> {
  const before = await page.locator('.terminal-wrapper').count();
  await runCommand(page, 'Terminal: Create New Terminal');
  await page.locator('.terminal-wrapper').nth(before).waitFor({ timeout: 20_000 });
  await eventually(
    'A prompt in the terminal',
    () => terminalText(page),
    (text) => /[$#%>]\s*$/.test(text),
    20_000,
  );
}

/** Types one line into the active terminal and presses Enter. */
export async function typeInTerminal(page: Page, line: string): Promise<void> {
  await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** The rows of the active terminal that are in view, without trailing blanks and empty rows. */
export async function terminalText(page: Page): Promise<string> {
  const rows = await page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents();
  return rows
    .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
    .filter((row) => row !== '')
    .join('\n');
}

/** The themes' names in the settings, with the label in the picker and the class on the workbench. */
const themes = {
  'Dark Modern': { label: 'Dark Modern', mark: 'vs-dark' },
  'Light Modern': { label: 'Light Modern', mark: 'vs' },
  'Default High Contrast': { label: 'Dark High Contrast', mark: 'hc-black' },
  'Default High Contrast Light': { label: 'Light High Contrast', mark: 'hc-light' },
} as const;

/** Changes the colour theme as a person does, and waits until the workbench has it. */
export async function setTheme(page: Page, theme: keyof typeof themes): Promise<void> {
  const { label, mark } = themes[theme];
  await runCommand(page, 'Preferences: Color Theme');
  await pickQuickInput(page, label, label);
  await page.locator(`.monaco-workbench.${mark}`).waitFor();
}

/** Keeps a picture of the whole window as `test-output/<name>.png`, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir('test-output', { recursive: true });
  await page.screenshot({ path: join('test-output', `${name}.png`) });
}
