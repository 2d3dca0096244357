import type { Json } from '../audit/jcs';
import type { MetricCheck } from './definitions';
import type { BaselineFacts, DatasetRef, Facts, Point, RunFacts } from './facts';
import { describeBounds, explainNumber, isAtLeast, judgeBounds } from './numbers';
import { datasetBehind, isSame, latestPoint, selectPoints } from './points';
import { combine, conclude, toJsonValue, type Judged, type Part } from './result';

/** Judges the latest value of a metric by bounds and against the version in Production. */
export function judgeMetric(
  check: MetricCheck,
  { candidate, baseline }: Pick<Facts, 'candidate' | 'baseline'>,
): Judged {
  const required = describeRequired(check);
  const { run } = candidate;
  if (!run) return conclude(check, required, { status: 'missing', message: 'The version was made by no known run.' });
  const source = { kind: 'run', ref: run.id, sha256: null } as const;
  const point = latestPoint(selectPoints(run, check));
  if (!point) {
    return conclude(check, required, {
      status: 'missing',
      message: `The run has no ${describeChoice(check)}.`,
      source,
    });
  }
  const against = check.vs_baseline && baseline ? readBaseline(check, baseline) : null;
  const finding = {
    observed: point.value,
    baseline: against?.point?.value ?? null,
    source,
    read: { value: toRead(run, point, check), baseline: toRead(against?.run, against?.point, check) },
  };
  const problem = explainNumber(point.value, check.metric);
  if (problem) return conclude(check, required, { ...finding, status: 'error', message: problem });
  const parts = [...judgeBounds(point.value, check.metric, check)];
  if (check.vs_baseline) parts.push(judgeAgainst(check, { run, point }, against));
  return conclude(check, required, { ...finding, ...combine(parts) });
}

interface Against {
  readonly version: number;
  readonly run: RunFacts | null;
  readonly point: Point | null;
}

function readBaseline(check: MetricCheck, { version, run }: BaselineFacts): Against {
  return { version, run, point: latestPoint(selectPoints(run, check)) };
}

interface Measured {
  readonly run: RunFacts;
  readonly point: Point;
}

function judgeAgainst(check: MetricCheck, candidate: Measured, against: Against | null): Part {
  if (!against) {
    const status = check.on_no_baseline === 'fail' ? 'fail' : 'skipped';
    return { status, message: 'No version is in Production to compare with.' };
  }
  const { version, run, point } = against;
  if (!run || !point)
    return { status: 'error', message: `Version ${version} in Production has no ${describeChoice(check)}.` };
  const problem = explainNumber(point.value, `${check.metric} of version ${version}`);
  if (problem) return { status: 'error', message: problem };
  if (check.same_dataset) {
    const refusal = explainDatasets(check, candidate, { run, point });
    if (refusal) return { status: 'error', message: refusal };
  }
  return judgeDifference(check, candidate.point.value, { version, value: point.value });
}

function judgeDifference(check: MetricCheck, value: number, base: { version: number; value: number }): Part {
  const { min_delta: least = 0, mode = 'abs' } = check.vs_baseline ?? {};
  const gain = check.goal === 'min' ? base.value - value : value - base.value;
  if (mode === 'rel' && base.value === 0) {
    return {
      status: 'error',
      message: `${check.metric} of version ${base.version} is 0: no share of it can be asked for.`,
    };
  }
  const measured = mode === 'rel' ? gain / Math.abs(base.value) : gain;
  const problem = explainNumber(measured, 'The difference');
  if (problem) return { status: 'error', message: problem };
  if (!Number.isFinite(least)) return { status: 'error', message: 'The bound is no finite number.' };
  const words = measured < 0 ? `worse by ${-measured}` : `better by ${measured}`;
  return {
    status: isAtLeast(measured, least) ? 'pass' : 'fail',
    message: `${check.metric} is ${value}, ${words}${mode === 'rel' ? ' of it' : ''} than version ${base.version} (${base.value}), required ${least}.`,
  };
}

function explainDatasets({ context = 'eval' }: MetricCheck, candidate: Measured, base: Measured): string | null {
  const [one, other] = [candidate, base].map(({ run, point }) => datasetBehind(run, point, context));
  if (!one || !other) {
    return `The values are not comparable: the data behind ${one ? "the baseline's" : "the candidate's"} is unknown.`;
  }
  if (isSame(one, other)) return null;
  return `The values are not comparable: measured on ${describeDataset(one)} and on ${describeDataset(other)}.`;
}

function describeDataset({ name, digest }: DatasetRef): string {
  return `${name} (${digest || 'no digest'})`;
}

function describeChoice({ metric, dataset, context }: MetricCheck): string {
  const on = dataset === undefined ? '' : ` on dataset ${dataset}`;
  return `metric ${metric}${on}${context === undefined ? '' : ` in context ${context}`}`;
}

/** `>= 0.85; >= baseline + 0.001`; with `rel` the difference is a share of the baseline. */
function describeRequired(check: MetricCheck): string {
  const bounds = describeBounds(check);
  if (!check.vs_baseline) return bounds.join('; ');
  const { min_delta: least = 0, mode = 'abs' } = check.vs_baseline;
  const isMin = check.goal === 'min';
  const sign = least < 0 === isMin ? '+' : '-';
  const by = least === 0 ? '' : ` ${sign} ${Math.abs(least)}${mode === 'rel' ? ' * |baseline|' : ''}`;
  return [...bounds, `${isMin ? '<=' : '>='} baseline${by}`].join('; ');
}

/** What of a value the check depends on: with `same_dataset` also the data behind it. */
function toRead(run: RunFacts | null | undefined, point: Point | null | undefined, check: MetricCheck): Json {
  if (!run || !point) return null;
  const dataset = check.same_dataset ? datasetBehind(run, point, check.context ?? 'eval') : point.dataset;
  return { value: toJsonValue(point.value), dataset: dataset && { name: dataset.name, digest: dataset.digest } };
}
