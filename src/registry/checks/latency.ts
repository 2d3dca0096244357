import type { Json } from '../audit/jcs';
import type { LatencyCheck } from './definitions';
import type { Facts, Point, RunFacts } from './facts';
import { explainNumber, judgeBounds, quantile } from './numbers';
import { latestPoint, selectPoints } from './points';
import { combine, conclude, toJsonValue, type Finding, type Judged, type Part } from './result';

/** Judges a logged latency, or a percentile of logged samples, in milliseconds. */
export function judgeLatency(check: LatencyCheck, facts: Pick<Facts, 'candidate' | 'baseline'>): Judged {
  const required = describeRequired(check);
  const { run } = facts.candidate;
  if (!run) return conclude(check, required, { status: 'missing', message: 'The version was made by no known run.' });
  const source = { kind: 'run', ref: run.id, sha256: null } as const;
  const measured = check.samples === undefined ? readScalar(check, run) : readSamples(check, check.samples, run);
  if ('status' in measured) return conclude(check, required, { source, ...measured });
  const { what, value, count } = measured;
  const parts = [
    ...judgeBounds(value, what, { at_most: check.at_most }),
    ...judgeCount(check, count),
    ...judgeHardware(check, facts),
  ];
  const hardware = [run.hardware, facts.baseline?.run?.hardware ?? null];
  const read: Json = { value, count, hardware: isHardwareAsked(check, facts) ? hardware : null };
  return conclude(check, required, { observed: value, source, read, ...combine(parts) });
}

type Measured = { readonly what: string; readonly value: number; readonly count: number | null } | Finding;

function readScalar({ metric }: LatencyCheck, run: RunFacts): Measured {
  if (metric === undefined) return { status: 'error', message: 'The check names neither a metric nor samples.' };
  const point = latestPoint(selectPoints(run, { metric }));
  if (!point) return { status: 'missing', message: `The run has no metric ${metric}.` };
  const problem = explainSample(point.value, metric);
  if (problem) return refuse(problem, [point]);
  const count = latestPoint(selectPoints(run, { metric: `${metric}_n` }));
  return { what: metric, value: point.value, count: count?.value ?? null };
}

function readSamples({ percentile = 95 }: LatencyCheck, metric: string, run: RunFacts): Measured {
  const points = selectPoints(run, { metric });
  if (points.length === 0) return { status: 'missing', message: `The run has no samples ${metric}.` };
  const values = points.map(({ value }) => value);
  const problem = values.map((value) => explainSample(value, `A sample of ${metric}`)).find((each) => each !== null);
  if (problem) return refuse(problem, points);
  if (!(percentile >= 0 && percentile <= 100)) return { status: 'error', message: 'A percentile is from 0 to 100.' };
  const value = quantile(
    values.toSorted((a, b) => a - b),
    percentile / 100,
  );
  return { what: `p${percentile} of ${metric}`, value, count: values.length };
}

function explainSample(value: number, what: string): string | null {
  return explainNumber(value, what) ?? (value < 0 ? `${what} is negative: ${value}.` : null);
}

function refuse(message: string, points: readonly Point[]): Finding {
  const last = latestPoint(points);
  return {
    status: 'error',
    message,
    observed: last?.value ?? null,
    read: points.map(({ value }) => toJsonValue(value)),
  };
}

function judgeCount({ min_samples: least }: LatencyCheck, count: number | null): readonly Part[] {
  if (least === undefined) return [];
  if (count === null || explainNumber(count, '')) {
    return [{ status: 'error', message: `How many samples it comes from is unknown, required ${least}.` }];
  }
  return [{ status: count >= least ? 'pass' : 'fail', message: `It comes from ${count} samples, required ${least}.` }];
}

function isHardwareAsked(
  { same_hardware: mode = 'warn' }: LatencyCheck,
  { baseline }: Pick<Facts, 'baseline'>,
): boolean {
  return mode !== 'off' && baseline !== null;
}

function judgeHardware(check: LatencyCheck, facts: Pick<Facts, 'candidate' | 'baseline'>): readonly Part[] {
  if (!isHardwareAsked(check, facts)) return [];
  const strict = check.same_hardware === 'fail';
  const [one, other] = [facts.candidate.run?.hardware ?? null, facts.baseline?.run?.hardware ?? null];
  if (one === null || other === null) {
    const message = 'The hardware it was measured on, or that of the version in Production, is unknown.';
    return [{ status: strict ? 'error' : 'warn', message }];
  }
  if (one === other) return [];
  const message = `It was measured on other hardware than the version in Production: ${one}, not ${other}.`;
  return [{ status: strict ? 'fail' : 'warn', message }];
}

function describeRequired({ samples, percentile = 95, at_most, min_samples }: LatencyCheck): string {
  const bound = `${samples === undefined ? '' : `p${percentile} `}<= ${at_most} ms`;
  return min_samples === undefined ? bound : `${bound}; n >= ${min_samples}`;
}
