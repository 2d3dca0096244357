import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Analytics, toColumn, type Column } from '../../analytics';
import type { JsonNumber, RunDocument } from '../../protocol/run';
import type { Context } from '../context';
import { keysOf } from './flatten';

/** Writes runs as a Parquet file with typed columns and returns its absolute path. Throws as `Analytics.writeParquet`. */
export async function writeParquet(
  runs: readonly RunDocument[],
  output: string,
  { signal }: Pick<Context, 'signal'>,
): Promise<string> {
  const file = resolve(output);
  const tempFolder = await mkdtemp(join(tmpdir(), 'modeltrail-export-'));
  const analytics = new Analytics({ workerFile: join(__dirname, 'analytics.js'), tempFolder });
  try {
    await analytics.writeParquet({ columns: toColumns(runs), file }, signal);
    return file;
  } finally {
    await analytics.close();
    await rm(tempFolder, { recursive: true, force: true });
  }
}

function toColumns(runs: readonly RunDocument[]): Column[] {
  const text = (name: string, read: (run: RunDocument) => string | null | undefined): Column =>
    toColumn(
      name,
      'text',
      runs.map((run) => read(run) ?? null),
    );
  const time = (name: string, read: (run: RunDocument) => string | null): Column =>
    toColumn(
      name,
      'timestamp',
      runs.map((run) => toMicroseconds(read(run))),
    );
  return [
    text('id', (run) => run.id),
    text('name', (run) => run.name),
    text('experiment', (run) => run.experiment.name),
    text('status', (run) => run.status),
    time('startedAt', (run) => run.startedAt),
    time('endedAt', (run) => run.endedAt),
    toColumn(
      'durationMs',
      'double',
      runs.map((run) => run.durationMs),
    ),
    text('user', (run) => run.user),
    text('note', (run) => run.note),
    toColumn(
      'starred',
      'boolean',
      runs.map((run) => run.starred),
    ),
    text('git.commit', (run) => run.git?.commit),
    text('git.branch', (run) => run.git?.branch),
    toColumn(
      'git.dirty',
      'boolean',
      runs.map((run) => run.git?.dirty ?? null),
    ),
    ...keysOf(runs, 'params').map((key) => text(`params.${key}`, (run) => run.params[key])),
    ...keysOf(runs, 'metrics').map((key) =>
      toColumn(
        `metrics.${key}`,
        'double',
        runs.map((run) => toDouble(run.metrics[key]?.value)),
      ),
    ),
    ...keysOf(runs, 'tags').map((key) => text(`tags.${key}`, (run) => run.tags[key])),
  ];
}

function toMicroseconds(iso: string | null): bigint | null {
  return iso === null ? null : BigInt(Date.parse(iso)) * 1000n;
}

function toDouble(value: JsonNumber | undefined): number | null {
  return value === undefined ? null : Number(value);
}
