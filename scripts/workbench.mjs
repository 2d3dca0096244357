// The workbench part of the host tier: a person's steps in a real VS Code, driven from outside through its window.
// Usage: node_modules/.bin/node scripts/workbench.mjs [part of a path]
import { withChromium } from './chromium.mjs';
import { runMochaTier, runWhenCalled } from './mochaTier.mjs';
import { ensureEnvironment } from './python.mjs';

await runWhenCalled(import.meta.url, (part) =>
  withChromium('Workbench', () => {
    // The real client, for the scripts that the tests type into the terminal.
    process.env.MODELTRAIL_TEST_PYTHON = ensureEnvironment('3-skinny');
    return runMochaTier('workbench', { part, reporter: 'spec', timeout: 120_000 });
  }),
);
