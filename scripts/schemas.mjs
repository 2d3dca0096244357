// Writes schemas/ from the definitions in src, for editors; a test compares them.
// Usage: node_modules/.bin/node scripts/schemas.mjs
import { build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';

const outfile = resolve(`dist/test/schemas-${process.pid}.mjs`);
await build({
  entryPoints: ['src/registry/policy/jsonSchema.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
try {
  const { toJsonSchema } = await import(pathToFileURL(outfile).href);
  const file = 'schemas/gates.v1.json';
  const options = { ...(await resolveConfig(file)), filepath: file };
  mkdirSync('schemas', { recursive: true });
  writeFileSync(file, await format(JSON.stringify(toJsonSchema()), options));
} finally {
  rmSync(outfile);
}
