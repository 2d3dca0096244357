import { parentPort, workerData } from 'node:worker_threads';
import { rename, rm } from 'node:fs/promises';
import { toError } from '../protocol/errors';
import { buffersOf, type Column } from './columns';
import { withDatabase } from './database';
import type { FromWorker, Job, ToWorker, WorkerSettings } from './messages';
import { runQuery } from './runQuery';
import { writeParquet } from './writeParquet';

const port = parentPort;
if (!port) throw new Error('The analytics worker runs as a worker thread alone.');
const settings = workerData as WorkerSettings;
const running = new Map<number, AbortController>();

port.on('message', (message: ToWorker) => {
  if (message.kind === 'cancel') running.get(message.id)?.abort();
  else void answer(message.id, message.job);
});

async function answer(id: number, job: Job): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const columns = await run(job, abort.signal);
    send({ id, columns }, buffersOf(columns));
  } catch (thrown) {
    send({ id, error: describe(job, toError(thrown)) });
  } finally {
    running.delete(id);
  }
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function run(job: Job, signal: AbortSignal): Promise<Column[]> {
  if (job.kind === 'query') {
    return withDatabase({ ...settings, files: job.files, signal }, (connection) => runQuery(connection, job));
  }
  // A file that is not whole never stands under the asked name.
  const draft = `${job.file}.${process.pid}.part`;
  try {
    await withDatabase({ ...settings, files: [draft], signal }, (connection) =>
      writeParquet(connection, { ...job, file: draft }),
    );
    await rename(draft, job.file);
    return [];
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function describe(job: Job, { message }: Error): Extract<FromWorker, { error: unknown }>['error'] {
  if (/^Out of Memory Error/i.test(message)) {
    return {
      code: 'OUT_OF_MEMORY',
      message: `The data does not fit into ${settings.memoryLimitMiB} MiB: ${message}`,
      hint: 'Choose fewer columns or rows.',
    };
  }
  if (job.kind === 'writeParquet') {
    return {
      code: 'FILE_NOT_WRITTEN',
      message: `${job.file} cannot be written: ${message}`,
      hint: 'Make its folder, or choose another file.',
    };
  }
  return { code: 'QUERY_FAILED', message, hint: 'The question does not fit the data; its text says where.' };
}
