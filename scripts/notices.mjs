// The licences of the packages whose code a VSIX holds, as those licences ask.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that go in without passing through a bundle. */
const copied = ['node_modules/@vscode/codicons', 'node_modules/@duckdb/node-bindings'];

/** `files` are paths of bundled sources; the packages among them are those below `node_modules`. */
export function writeNotices(files) {
  const bundled = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const folders = [...new Set([...bundled, ...copied])].sort();
  const notices = folders.map(readNotice);
  return `ModelTrail holds code of these packages.\n\n${notices.join('\n')}`;
}

function readNotice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = globSync('{LICENSE,LICENCE,License,license,COPYING,NOTICE}*', { cwd: folder });
  const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  const holder = typeof author === 'string' ? author : (author?.name ?? '');
  const title = `${name} ${version} (${license})`;
  return `${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n${text || `Licence ${license}. ${holder}`}\n`;
}
