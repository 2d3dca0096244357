import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ModelTrailError, toError } from '../protocol/errors';

// An expression may backtrack for years and cannot be interrupted where it runs: it gets a thread that can be ended.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const expression = new RegExp(workerData.pattern, 'ui');
parentPort.postMessage(workerData.texts.filter((text) => expression.test(text)));
`;

/**
 * The texts in which a regular expression (JavaScript, flags `u` and `i`) finds something. Throws `INVALID_VALUE` for one
 * that is none, `TOO_SLOW` when it is not done after `limitMs`.
 */
export async function findByPattern(
  pattern: string,
  texts: readonly string[],
  { limitMs = 1000, signal }: { readonly limitMs?: number; readonly signal?: AbortSignal } = {},
): Promise<readonly string[]> {
  checkPattern(pattern);
  signal?.throwIfAborted();
  const worker = new Worker(program, { eval: true, workerData: { pattern, texts } });
  const limit = AbortSignal.timeout(limitMs);
  try {
    const [found] = (await once(worker, 'message', {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })) as [readonly string[]];
    return found;
  } catch (error) {
    signal?.throwIfAborted();
    if (!limit.aborted) throw error;
    throw new ModelTrailError('TOO_SLOW', 'The expression takes too long on these names.', {
      hint: 'Leave out repetitions within repetitions, such as (a+)+.',
      cause: error,
    });
  } finally {
    await worker.terminate();
  }
}

function checkPattern(pattern: string): void {
  try {
    new RegExp(pattern, 'ui');
  } catch (error) {
    // V8 says "Invalid regular expression: /(x/iu: Unterminated group".
    const reason = toError(error).message.split(': ').at(-1) ?? '';
    throw new ModelTrailError('INVALID_VALUE', `This is no complete regular expression: ${reason}.`, { cause: error });
  }
}
