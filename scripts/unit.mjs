// The unit tier, in plain Node 24.
// Usage: node_modules/.bin/node scripts/unit.mjs [part of a path]
import { runMochaTier, runWhenCalled } from './mochaTier.mjs';

await runWhenCalled(import.meta.url, (part) => runMochaTier('unit', { part }));
