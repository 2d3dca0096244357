import { parseArgs } from 'node:util';
import { ModelTrailError, toError } from '../protocol/errors';
import { oldNodeProblem } from '../protocol/nodeApi';

/** The tracker process as the editor starts it: one line of JSON on stdout once it accepts connections. */
async function main(): Promise<void> {
  const problem = oldNodeProblem();
  if (problem !== null) throw new ModelTrailError('NODE_TOO_OLD', problem);
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const { startTracker } = await import('./start');
  const tracker = await startTracker({ folder: values.folder ?? process.cwd() });
  process.stdout.write(
    `${JSON.stringify({ url: tracker.url, token: tracker.token, pid: process.pid, store: tracker.store })}\n`,
  );
  const end = (): void => {
    tracker.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function fail(thrown: unknown): never {
  const error = toError(thrown);
  const code = error instanceof ModelTrailError ? error.code : 'INTERNAL_ERROR';
  const hint = error instanceof ModelTrailError ? error.hint : null;
  process.stderr.write(`${JSON.stringify({ error: { code, message: error.message, hint } })}\n`);
  process.exit(3);
}

main().catch(fail);
