import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { isServerNoise } from './serverNoise';
import { startVsCodeServer, type ServerOptions } from './vsCodeServer';

export interface VsCodeOptions extends ServerOptions {
  /** Absolute path of the folder to open, or of a `.code-workspace` file. */
  readonly folder: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A VS Code with its workbench open in headless Chromium. */
export interface VsCode {
  readonly page: Page;
  readonly browser: Browser;
  /** The address of the workbench, folder included. */
  readonly url: string;
  readonly dataDir: string;
  /** Errors of the page and its webviews so far, without those that this server always makes: expected to be empty. */
  readonly console: readonly string[];
  stop(): Promise<void>;
}

/** A page before its first address: mocha in the host needs its functions and its query in place by then. */
export interface Opening {
  readonly query?: (authority: string) => Readonly<Record<string, string>>;
  readonly prepare?: (page: Page) => Promise<void>;
}

const actionLimit = 10_000;
const workbenchLimit = 60_000;

/** Starts VS Code on a folder with the extension installed; resolves when the workbench is visible. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const code = await openVsCode(options);
  try {
    await workbenchVisible(code.page);
    return code;
  } catch (error) {
    await code.stop();
    throw error;
  }
}

/** Waits until the workbench shows its parts, after the start or a reload of the page. */
export async function workbenchVisible(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: workbenchLimit });
}

/** Starts server and browser and goes to the address, without waiting for the workbench. */
export async function openVsCode(
  options: VsCodeOptions,
  opening: Opening = {},
): Promise<VsCode & { readonly died: Promise<never> }> {
  const server = await startVsCodeServer(options);
  let browser: Browser | null = null;
  const stop = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    page.setDefaultTimeout(actionLimit);
    const problems = collectProblems(page);
    await opening.prepare?.(page);
    const kind = options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const query = new URLSearchParams({ [kind]: options.folder, ...opening.query?.(server.authority) });
    const url = `http://${server.authority}/?${query}`;
    await page.goto(url, { timeout: workbenchLimit });
    return { page, browser, url, dataDir: server.dataDir, console: problems, died: server.died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function collectProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  const keep = (text: string) => {
    if (!isServerNoise(text)) problems.push(text);
  };
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) keep(message.text());
  });
  page.on('pageerror', (error) => keep(error.stack ?? error.message));
  return problems;
}
