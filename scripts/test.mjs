// `npm test`: installs what is missing, builds, and runs the four tiers. The last line counts them all.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './ensure.mjs';

ensureInstalled();

// The host tier has three parts: mocha inside the extension host, the same on the packaged VSIX, and a person's steps
// driven from outside.
const tiers = ['unit', 'clients', 'browser', 'host', 'packaged', 'workbench'];
const node = process.platform === 'win32' ? 'node_modules/.bin/node.cmd' : 'node_modules/.bin/node';

function run(args) {
  return spawnSync(node, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

if (run(['esbuild.mjs']).status !== 0) {
  console.error('The build failed, so nothing was tested.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const total = { passed: 0, failed: 0 };
for (const tier of tiers) {
  console.log(`\n── ${tier} ──`);
  const { stdout, status } = run([`scripts/${tier}.mjs`]);
  process.stdout.write(stdout);
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(stdout);
  // A tier that ends without its line did not run to its end.
  total.passed += Number(counts?.[1] ?? 0);
  total.failed += counts ? Number(counts[2]) : 1;
  if (counts && status !== 0 && Number(counts[2]) === 0) total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
