// The host tier on what is shipped: packages a VSIX for this machine, installs it into a real VS Code and tests it there.
// Usage: node_modules/.bin/node scripts/packaged.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostTarget } from '../esbuild.mjs';
import { runHostTier } from './host.mjs';
import { runWhenCalled } from './mochaTier.mjs';
import { packageFor } from './package.mjs';

await runWhenCalled(import.meta.url, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modeltrail-vsix-'));
  try {
    return await runHostTier({ vsix: await packageFor(hostTarget, folder) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
