import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Digester } from '../../src/registry/artifacts';
import { judgeCheck, makeEvidence, type Facts, type MetricCheck, type RunFacts } from '../../src/registry/checks';
import { median, medianOf, timed, type Bench, type Measurement } from './measurement';
import { withFolder } from './trackerProcess';

const pieceBytes = 16 * 2 ** 20;
const fileBytes = 256 * 2 ** 20;
const files = 4;
/** 400 MB/s. */
const hashBudgetMs = (files * fileBytes) / 400_000;
const metrics = 1_000;

export const digestBench: Bench = {
  name: 'digest',
  run: async () => [...(await measureDigest()), await measureEvidence()],
};

function measureDigest(): Promise<Measurement[]> {
  return withFolder(async (folder) => {
    const model = join(folder, 'model');
    await writeModel(model);
    const digester = new Digester(resolve('dist/digest.js'));
    try {
      await digester.digest(model); // The worker is there, and the file system has read what fits.
      const hash = await medianOf(3, () => digester.digest(model));
      const copies: number[] = [];
      for (let index = 0; index < 3; index += 1) {
        const to = join(folder, 'copies', `${index}`);
        copies.push(await timed(() => digester.copy(model, to)));
        await rm(to, { recursive: true });
      }
      const note = `${files} files of 256 MiB, in a worker thread`;
      return [
        { what: 'digest of a 1 GiB model', value: hash, unit: 'ms', budget: hashBudgetMs, note },
        { what: 'copy and digest of a 1 GiB model', value: median(copies), unit: 'ms', budget: null, note },
        { what: 'digest cancelled', value: await measureCancel(digester, folder), unit: 'ms', budget: 200 },
      ];
    } finally {
      await digester.close();
    }
  });
}

async function writeModel(model: string): Promise<void> {
  await mkdir(model);
  const piece = randomBytes(pieceBytes);
  for (let index = 0; index < files; index += 1) {
    const handle = await open(join(model, `weights-${index}.bin`), 'w');
    for (let at = 0; at < fileBytes; at += pieceBytes) await handle.write(piece);
    await handle.close();
  }
}

/** From the word to cancel one digest to the answer of the next one. */
async function measureCancel(digester: Digester, folder: string): Promise<number> {
  const [large, small] = [join(folder, 'large'), join(folder, 'small')];
  for (const [path, size] of [
    [large, 2 ** 40],
    [small, 1],
  ] as const) {
    await mkdir(path);
    await (await open(join(path, 'a'), 'w')).close();
    await truncate(join(path, 'a'), size);
  }
  const stop = new AbortController();
  await digester.digest(large, { signal: stop.signal, onProgress: () => stop.abort() }).catch(() => undefined);
  return timed(() => digester.digest(small));
}

async function measureEvidence(): Promise<Measurement> {
  const keys = Array.from({ length: metrics }, (_, index) => `m${index}`);
  const facts = toFacts(toRun('candidate', keys, 0.9), toRun('baseline', keys, 0.8));
  const checks = keys.slice(0, 100).map((metric): MetricCheck => ({
    id: metric,
    kind: 'metric',
    metric,
    at_least: 0.5,
    vs_baseline: { min_delta: 0.01 },
    same_dataset: true,
  }));
  const value = await medianOf(9, () =>
    makeEvidence(
      {
        subject: { modelId: 'M', name: 'm', versionId: 'V', version: 2, rootDigest: 'd', sizeBytes: 1, files: 1 },
        transition: { from: 'None', to: 'Staging' },
        params: {},
        fairness: [],
        git: null,
        environment: null,
        cardSha256: null,
        policy: null,
        createdAt: '2026-03-02T09:15:00.000Z',
        tool: { name: 'modeltrail', version: '0' },
      },
      facts,
      checks.map((check) => ({ ...judgeCheck(check, facts), definition: { ...check, vs_baseline: {} } })),
    ),
  );
  const note = 'judging 100 checks and putting the document together, without reading the store';
  return { what: 'evidence of a version with 1,000 metrics', value, unit: 'ms', budget: 200, note };
}

function toRun(id: string, keys: readonly string[], value: number): RunFacts {
  const point = { value, step: 1, timestamp: 1, dataset: { name: 'holdout', digest: 'd' } };
  return { id, metrics: new Map(keys.map((key) => [key, [point]])), datasets: [], hardware: null };
}

function toFacts(candidate: RunFacts, baseline: RunFacts): Facts {
  const lineage = {
    train_dataset_digest: 'unknown',
    eval_dataset_digest: 'unknown',
    config: 'unknown',
    code_commit: 'unknown',
    environment: 'unknown',
    parents: 'unknown',
  } as const;
  return {
    now: 0,
    candidate: { versionId: 'V', rootDigest: null, sizeBytes: null, run: candidate },
    baseline: { version: 1, versionId: 'B', rootDigest: null, run: baseline },
    files: new Map(),
    git: { commit: null, dirty: null, reachable: new Map(), pushed: null, signature: null },
    lineage,
    reports: [],
    trainingDigests: [],
    integrity: { found: null, signature: null },
  };
}
