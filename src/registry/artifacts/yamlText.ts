import { parseDocument } from 'yaml';
import { ModelTrailError, toError } from '../../protocol/errors';

/** YAML of people and tools is a few kilobytes; a longer or deeper one costs seconds. */
const longestYaml = 256 * 1024;
const deepestYaml = 200;

/**
 * Reads YAML 1.2 as plain data: no tag makes anything of it, and aliases cannot multiply. Throws `INVALID_VALUE` that
 * begins with `what`, the name of the text.
 */
export function readYaml(text: string, what: string): unknown {
  if (text.length > longestYaml) throw refuse(what, `is longer than ${longestYaml} characters`);
  if (depthOf(text) > deepestYaml) throw refuse(what, `is nested more than ${deepestYaml} times`);
  try {
    // Comparing every key with every other takes minutes for a text of this length: a key given twice means its last value.
    const document = parseDocument(text, { schema: 'core', merge: false, uniqueKeys: false, logLevel: 'error' });
    const [problem] = document.errors;
    if (problem) throw problem;
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    const [reason = ''] = toError(error).message.split('\n');
    throw refuse(what, `is no YAML that can be read: ${reason.replace(/[.:]$/, '')}`, error);
  }
}

function refuse(what: string, problem: string, cause?: unknown): ModelTrailError {
  return new ModelTrailError('INVALID_VALUE', `${what} ${problem}.`, { hint: 'Write it again.', cause });
}

/** How deep brackets nest at most, those in texts counted too. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
