import { parentPort } from 'node:worker_threads';
import { ModelTrailError, toError } from '../../protocol/errors';
import type { FromDigestWorker, ToDigestWorker } from './digestMessages';
import { hashFolder, type Reading } from './readFiles';
import { copyWhole } from './store';

const port = parentPort;
if (!port) throw new Error('The digest worker runs as a worker thread alone.');

const progressEveryMs = 100;

// Reading blocks this thread: one job after the other, which is what a disk likes best.
port.on('message', ({ id, job, cancelled }: ToDigestWorker) => {
  try {
    const reading = readingOf(id, cancelled);
    send({
      id,
      digest:
        job.copyTo === null ? hashFolder(job.folder, reading, job.known) : copyWhole(job.folder, job.copyTo, reading),
    });
  } catch (thrown) {
    const error = toError(thrown);
    const [code, hint] = error instanceof ModelTrailError ? [error.code, error.hint] : ['INTERNAL', null];
    send({ id, error: { code, message: error.message, hint } });
  }
});

function readingOf(id: number, cancelled: ToDigestWorker['cancelled']): Reading {
  let told = 0;
  return {
    checkpoint: () => {
      if (Atomics.load(cancelled, 0) !== 0) throw new ModelTrailError('CANCELLED', 'Nobody waits for this any more.');
    },
    onProgress: (done, total) => {
      const now = performance.now();
      if (now - told < progressEveryMs && done < total) return;
      told = now;
      send({ id, done, total });
    },
  };
}

function send(message: FromDigestWorker): void {
  port?.postMessage(message);
}
