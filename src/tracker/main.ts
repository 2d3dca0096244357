import { parseArgs } from 'node:util';
import { ModelTrailError, toError } from '../protocol/errors';
import { oldNodeProblem } from '../protocol/nodeApi';

/** Without a window, a running run or a request for so long, the tracker leaves; the next that needs it starts it again. */
const idleMs = 10 * 60_000;
const idleCheckMs = 30_000;

/** Whoever starts the tracker leads its stderr into the folder's log. */
function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

/** The tracker process as the editor starts it: one line of JSON on stdout once it accepts connections. */
async function main(): Promise<void> {
  const problem = oldNodeProblem();
  if (problem !== null) throw new ModelTrailError('NODE_TOO_OLD', problem);
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const { startTracker } = await import('./start');
  const folder = values.folder ?? process.cwd();
  const tracker = await startTracker({ folder, log });
  process.stdout.write(
    `${JSON.stringify({ url: tracker.url, token: tracker.token, pid: process.pid, store: tracker.store })}\n`,
  );
  const end = (): void => {
    tracker.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  const idle = setInterval(() => {
    const since = tracker.idleSince();
    const isIdle = since !== null && Date.now() - since > idleMs;
    if (isIdle || !tracker.holdsFolder()) end();
  }, idleCheckMs);
  idle.unref();
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
