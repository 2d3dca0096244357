import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { layoutOf } from '../../protocol/layout';
import { ModelTrailError } from '../../protocol/errors';
import type { RunDocument } from '../../protocol/run';
import type { TrackerClient } from '../../client';
import type { Context } from '../context';
import type { Store } from './logUpload';

/** How long a program may have to wait for its run; past it, the program starts without one. */
const beginLimitMs = 15_000;

export interface Recording {
  readonly run: RunDocument;
  readonly tracker: TrackerClient;
  /** What tells the program where to log. */
  readonly env: Readonly<Record<string, string>>;
  readonly store: Store;
}

export interface RunOptions {
  readonly experiment: string | undefined;
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Makes the run that a program is to be. */
export async function beginRecording(context: Context, { experiment, name, tags }: RunOptions): Promise<Recording> {
  const signal = AbortSignal.timeout(beginLimitMs);
  const tracker = await context.connect({ start: true, signal });
  try {
    const params = { experiment, name, user: userName(), tags: { ...tags } };
    const run = await tracker.ask('runs/create', params, { signal });
    const env = {
      MLFLOW_TRACKING_URI: tracker.url,
      ...(tracker.token === null ? {} : { MLFLOW_TRACKING_TOKEN: tracker.token }),
      MLFLOW_RUN_ID: run.id,
      MODELTRAIL_INBOX: join(layoutOf(context.folder).inbox, `exec-${run.id}.jsonl`),
    };
    return { run, tracker, env, store: storeOf(run, tracker) };
  } catch (error) {
    tracker.close();
    throw error;
  }
}

const proxied = 'mlflow-artifacts:';

/** Artifacts go where the run's address says: through the tracker, or into a folder of this machine. */
function storeOf({ artifactUri }: RunDocument, tracker: TrackerClient): Store {
  if (artifactUri.startsWith(proxied)) {
    const folder = artifactUri
      .slice(proxied.length)
      .replace(/^\/\/[^/]*/, '')
      .replace(/^\/+/, '');
    return (path, body, signal) =>
      tracker.upload(`/api/2.0/mlflow-artifacts/artifacts/${encodeURI(folder)}/${path}`, body, { signal });
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(artifactUri) && !artifactUri.startsWith('file:')) {
    return () => Promise.reject(new ModelTrailError('ARTIFACT_ELSEWHERE', `${artifactUri} is not on this machine.`));
  }
  const folder = artifactUri.startsWith('file:') ? fileURLToPath(artifactUri) : artifactUri;
  return async (path, body, signal) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(body(), createWriteStream(file), { signal });
  };
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return undefined;
  }
}
