import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { viewHtml } from '../../src/editor/viewHtml';
import type { Scenario } from './fakeHost';
import type { Theme } from './theme';
import { themes } from './themes';

const nonce = 'dGVzdC1ub25jZQ';
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
  html: 'text/html; charset=utf-8',
};

/** Serves the built webviews, each under the page and policy that its panel gives it. */
export async function serveViews(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    const view = /^(run|compare|table|bisect)\.html$/.exec(name)?.[1];
    // The browser asks for it by itself.
    if (name === 'favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const known = /^[\w.-]+\.(js|css|ttf)$/.test(name);
    const content =
      view === undefined
        ? known
          ? readFile(join('dist', 'webview', name))
          : null
        : pageOf(view, request.headers.host ?? '');
    void Promise.resolve(content).then(
      (body) => {
        if (body === null) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': types[name.slice(name.lastIndexOf('.') + 1)] }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function pageOf(view: string, host: string): string {
  const origin = `http://${host}`;
  return viewHtml({
    cspSource: origin,
    nonce,
    scriptUri: `${origin}/${view}.js`,
    styleUris: [`${origin}/codicon.css`, `${origin}/${view}.css`],
    title: 'ModelTrail',
    lang: 'en',
  });
}

export interface OpenedView {
  readonly page: Page;
  /** Console errors, page errors and policy violations so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface ViewOptions {
  readonly view: 'run' | 'compare' | 'table' | 'bisect';
  readonly scenario: Scenario;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Answers the page's series questions, as base64, in the fixtures' place. */
  readonly readStore?: (params: unknown) => Promise<string>;
}

/** Opens a built webview in its theme, with the fake host in VS Code's place. */
export async function openView(
  { browser, url }: { browser: Browser; url: string },
  { view, scenario, theme = themes[0], width = 1400, height = 900, readStore }: ViewOptions,
): Promise<OpenedView> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  if (readStore !== undefined) await page.exposeFunction('readStore', readStore);
  await page.addInitScript({ content: `globalThis.scenario = ${JSON.stringify(scenario)};` });
  await page.addInitScript({ path: process.env['MODELTRAIL_FAKE_HOST'] });
  await page.addInitScript(applyTheme, theme);
  await page.goto(`${url}/${view}.html`);
  return { page, complaints, close: () => context.close() };
}

/** Sets what VS Code sets, in the page, before its own script runs. */
function applyTheme(theme: Theme | undefined): void {
  if (theme === undefined) return;
  const apply = (): void => {
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.classList.add(...theme.bodyClass.split(' '));
  };
  // The body stands before the page's script, which is its last element, runs.
  new MutationObserver((_, observer) => {
    if (document.body as HTMLElement | null) {
      observer.disconnect();
      apply();
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Gives an open page another theme, as VS Code does. */
export async function changeTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(({ bodyClass, variables }) => {
    const { style } = document.documentElement;
    for (const name of [...style]) if (name.startsWith('--vscode-')) style.removeProperty(name);
    for (const [name, value] of Object.entries(variables)) style.setProperty(`--vscode-${name}`, value);
    const others = [...document.body.classList].filter((name) => name.startsWith('vscode-'));
    document.body.classList.remove(...others);
    document.body.classList.add(...bodyClass.split(' '));
  }, theme);
}
