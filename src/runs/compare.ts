import type { Comparison, ComparisonRow, JsonNumber, RunDocument } from '../protocol/run';
import type { Experiment } from './types';

type Cell = string | number | null;
type Group = ComparisonRow['group'];

export interface Direction {
  readonly key: string;
  readonly direction: 'max' | 'min';
}

/** Tags that the client or the tracker writes for itself: they tell nothing that another row does not tell. */
const ownTags =
  /^mlflow\.(runName|user|note\.content|parentRunId|source\.|log-model\.history|loggedArtifacts|loggedImages)/;

/** The value of a metric that was the latest at some step, and the step it was logged at. */
export interface ValueAt {
  readonly value: JsonNumber;
  readonly step: number;
}

/** Which value of each metric is compared; `at` has each run's, by metric. */
export type MetricValues =
  { readonly show: 'last' | 'min' | 'max' } | { readonly at: ReadonlyMap<string, ReadonlyMap<string, ValueAt>> };

export interface CompareOptions {
  readonly base: string;
  readonly primary: Direction | null;
  readonly metric?: MetricValues;
}

/**
 * Runs side by side: one row for each param, metric (latest value unless asked otherwise), tag, piece of code, data and
 * environment that any of them has. `best` is only said of the primary metric that the runs' experiments share; it is never
 * guessed.
 */
export function compareRuns(
  runs: readonly RunDocument[],
  { base, primary, metric = { show: 'last' } }: CompareOptions,
): Comparison {
  const baseIndex = Math.max(
    0,
    runs.findIndex((run) => run.id === base),
  );
  const row = (group: Group, key: string, values: readonly Cell[]): ComparisonRow => {
    const direction = group === 'metric' && primary?.key === key ? primary.direction : null;
    return {
      group,
      key,
      values: [...values],
      differs: new Set(values).size > 1,
      direction,
      best: direction ? bestOf(values, direction) : null,
      delta: group === 'metric' || group === 'duration' ? deltas(values, baseIndex) : null,
    };
  };
  const rows: ComparisonRow[] = [
    ...keysOf(runs, (run) => run.params).map((key) =>
      row(
        'param',
        key,
        valuesOf(runs, (run) => run.params[key]),
      ),
    ),
    ...keysOf(runs, (run) => run.metrics).map((key) => ({
      ...row(
        'metric',
        key,
        valuesOf(runs, (run) => metricValue(run, key, metric)),
      ),
      ...('at' in metric && { steps: runs.map((run) => metric.at.get(run.id)?.get(key)?.step ?? null) }),
    })),
    row(
      'duration',
      'duration',
      valuesOf(runs, (run) => run.durationMs),
    ),
    ...keysOf(runs, (run) => run.tags)
      .filter((key) => !ownTags.test(key))
      .map((key) =>
        row(
          'tag',
          key,
          valuesOf(runs, (run) => run.tags[key]),
        ),
      ),
    ...gitRows(runs).map(([key, values]) => row('git', key, values)),
    ...dataRows(runs).map(([key, values]) => row('data', key, values)),
    ...environmentRows(runs).map(([key, values]) => row('environment', key, values)),
  ];
  return {
    base: runs[baseIndex]?.id ?? base,
    runs: runs.map(({ id, name }) => ({ id, name })),
    rows: rows.filter(({ values }) => values.some((value) => value !== null)),
  };
}

function metricValue(run: RunDocument, key: string, metric: MetricValues): Cell | undefined {
  if ('at' in metric) return metric.at.get(run.id)?.get(key)?.value;
  const summary = run.metrics[key];
  return metric.show === 'last' ? summary?.value : summary?.[metric.show];
}

function keysOf(
  runs: readonly RunDocument[],
  record: (run: RunDocument) => Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(record(run))))].sort();
}

function valuesOf(runs: readonly RunDocument[], value: (run: RunDocument) => Cell | undefined): Cell[] {
  return runs.map((run) => value(run) ?? null);
}

function gitRows(runs: readonly RunDocument[]): [string, Cell[]][] {
  return [
    ['commit', valuesOf(runs, (run) => run.git?.commit)],
    ['branch', valuesOf(runs, (run) => run.git?.branch)],
    [
      'dirty',
      valuesOf(runs, (run) => (run.git?.dirty === undefined || run.git.dirty === null ? null : String(run.git.dirty))),
    ],
    ['tree', valuesOf(runs, (run) => run.git?.tree)],
  ];
}

function dataRows(runs: readonly RunDocument[]): [string, Cell[]][] {
  const sets = runs.map(dataVersions);
  const keys = [...new Set(sets.flatMap((set) => Object.keys(set)))].sort();
  return keys.map((key) => [key, sets.map((set) => set[key] ?? null)]);
}

/** The digests of the data of a run: pinned data by path, logged datasets by name and use. */
export function dataVersions({ data, datasets }: RunDocument): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...data.map(({ path, digest }) => [path, digest] as const),
    ...datasets.map(({ name, digest, context }) => [context ? `${name} (${context})` : name, digest] as const),
  ]);
}

function environmentRows(runs: readonly RunDocument[]): [string, Cell[]][] {
  const packages = keysOf(runs, (run) => run.environment?.packages ?? {});
  return [
    ['python', valuesOf(runs, (run) => run.environment?.python)],
    ['platform', valuesOf(runs, (run) => run.environment?.platform)],
    ['host', valuesOf(runs, (run) => textOf(run.environment?.hardware?.host))],
    ['command', valuesOf(runs, (run) => run.process?.commandLine.join(' '))],
    ...packages.map((name): [string, Cell[]] => [name, valuesOf(runs, (run) => run.environment?.packages[name])]),
  ];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function bestOf(values: readonly Cell[], direction: 'max' | 'min'): number | null {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return null;
  const best = direction === 'max' ? Math.max(...numbers) : Math.min(...numbers);
  const at = values.indexOf(best);
  // Runs that tie have no best among them.
  return values.lastIndexOf(best) === at ? at : null;
}

function deltas(values: readonly Cell[], baseIndex: number): (number | null)[] {
  const base = values[baseIndex];
  return values.map((value) => (typeof value === 'number' && typeof base === 'number' ? value - base : null));
}

/** Tags an experiment's primary metric is kept in, MLflow's own. */
const primaryTags = {
  key: 'mlflow.experiment.primaryMetric.name',
  greaterIsBetter: 'mlflow.experiment.primaryMetric.greaterIsBetter',
} as const;

/** The experiment's primary metric and its direction from MLflow's tags; null when they do not say both. */
export function readPrimaryMetric(tags: readonly { readonly key: string; readonly value: string }[]): Direction | null {
  const key = tags.find((tag) => tag.key === primaryTags.key)?.value;
  const better = tags.find((tag) => tag.key === primaryTags.greaterIsBetter)?.value.toLowerCase();
  if (!key || (better !== 'true' && better !== 'false')) return null;
  return { key, direction: better === 'true' ? 'max' : 'min' };
}

export function primaryMetricTags({ key, direction }: Direction): readonly { key: string; value: string }[] {
  return [
    { key: primaryTags.key, value: key },
    { key: primaryTags.greaterIsBetter, value: direction === 'max' ? 'True' : 'False' },
  ];
}

/** The primary metric of several experiments when all of them state the same, else null: then no run is called best. */
export function sharedPrimary(experiments: readonly { readonly tags: Experiment['tags'] }[]): Direction | null {
  const [first, ...others] = experiments.map(({ tags }) => readPrimaryMetric(tags));
  if (!first) return null;
  return others.every((one) => one?.key === first.key && one.direction === first.direction) ? first : null;
}
