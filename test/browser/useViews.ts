import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { FromView } from '../../src/protocol/view';
import { launchChromium } from '../support/chromium';
import { openView, serveViews, type OpenedView, type ViewOptions } from './openView';

type Message<Kind extends FromView['kind']> = Extract<FromView, { kind: Kind }>;

export interface Views {
  /** Opens a built view on a fake host; closed after the test. */
  open(options: ViewOptions): Promise<Page>;
  /** Takes one complaint of the console away that the test brings about on purpose. */
  expectComplaint(pattern: RegExp): void;
}

/** A browser for the tests of the `describe` it is called in; a test whose page complains on its console fails. */
export function useViews(): Views {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveViews>>;
  let opened: OpenedView[] = [];
  let expected: RegExp[] = [];

  before(async () => {
    [browser, server] = await Promise.all([launchChromium(), serveViews()]);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    const complaints = opened
      .flatMap((view) => view.complaints)
      .filter((text) => !expected.some((pattern) => pattern.test(text)));
    for (const view of opened) await view.close();
    opened = [];
    expected = [];
    assert.deepEqual(complaints, []);
  });

  return {
    async open(options) {
      const view = await openView({ browser, url: server.url }, options);
      opened.push(view);
      return view.page;
    },
    expectComplaint: (pattern) => void expected.push(pattern),
  };
}

/** What the page sent to its host so far, oldest first. */
export async function messagesOf<Kind extends FromView['kind']>(
  page: Page,
  kind: Kind,
): Promise<readonly Message<Kind>[]> {
  const messages = await page.evaluate(() => globalThis.host.messages);
  return messages.filter((message): message is Message<Kind> => message.kind === kind);
}
