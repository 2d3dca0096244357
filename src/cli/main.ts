#!/usr/bin/env node
import { version } from '../protocol/version';

const args = process.argv.slice(2);

// Everything else is loaded on demand: a version should cost no more than the start of Node.
if (args.length === 1 && args[0] === '--version') process.stdout.write(`${version}\n`);
else void import('./run').then(({ run }) => run(args));
