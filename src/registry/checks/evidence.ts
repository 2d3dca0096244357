import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson, type Json } from '../audit/jcs';
import type { BaselineFacts, Facts, ReportFact, RunFacts } from './facts';
import { latestPoint } from './points';
import { toJsonValue, type Judged } from './result';

export const evidenceSchema = 'modeltrail/evidence/v1';

/** What the evidence says beside the answers of the checks; everything is JSON. */
export interface EvidenceContext {
  readonly subject: {
    readonly modelId: string;
    readonly name: string;
    readonly versionId: string;
    readonly version: number;
    readonly rootDigest: string | null;
    readonly sizeBytes: number | null;
    readonly files: number | null;
  };
  readonly transition: { readonly from: string; readonly to: string };
  readonly params: Readonly<Record<string, string>>;
  readonly fairness: readonly Json[];
  readonly git: Json;
  readonly environment: Json;
  readonly cardSha256: string | null;
  readonly policy: Json;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** An immutable document of what people approve: `body` is canonical JSON, `sha256` its digest and name. */
export interface Evidence {
  readonly sha256: string;
  readonly body: string;
  readonly inputsSha256: string;
}

/** A check's definition, as the policy has it, with its answer. */
export interface JudgedCheck extends Judged {
  readonly definition: Json;
}

/**
 * Puts the answers of all checks and what they were judged by into one document. The baseline's metrics are those that the
 * candidate has too.
 */
export function makeEvidence(
  context: EvidenceContext,
  { candidate, baseline, reports }: Pick<Facts, 'candidate' | 'baseline' | 'reports'>,
  judged: readonly JudgedCheck[],
): Evidence {
  const { subject, transition, params, fairness, git, environment, cardSha256, policy, createdAt, tool } = context;
  const { run } = candidate;
  const inputsSha256 = hashInputs(context, judged);
  const document: Json = {
    schema: evidenceSchema,
    subject: { ...subject },
    transition: { ...transition },
    run: run && { id: run.id, params: { ...params }, metrics: listMetrics(run, null) },
    baseline: baseline && describeBaseline(baseline, run),
    checks: judged.map(({ result }) => ({ ...result, source: result.source && { ...result.source } })),
    datasets: (run?.datasets ?? []).map(({ name, digest, context: used, uri }) => ({
      name,
      digest,
      context: used,
      uri,
    })),
    fairness,
    drift: describeDrift(judged, reports),
    git,
    environment,
    cardSha256,
    policy,
    inputsSha256,
    createdAt,
    tool: { ...tool },
  };
  const body = canonicalJson(document);
  return { sha256: sha256(body), body, inputsSha256 };
}

/**
 * Digest of only what the checks read (values, digests and thresholds, no times): equal as long as running them again would
 * give the same answers for the same reasons.
 */
export function hashInputs(
  { subject, transition }: Pick<EvidenceContext, 'subject' | 'transition'>,
  judged: readonly JudgedCheck[],
): string {
  const checks = judged.map(({ definition, read, result }) => ({ definition, read, status: result.status }));
  const { versionId, rootDigest } = subject;
  return sha256(canonicalJson({ subject: { versionId, rootDigest }, transition: { ...transition }, checks }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function describeBaseline({ version, versionId, rootDigest, run }: BaselineFacts, candidate: RunFacts | null): Json {
  return { version, versionId, rootDigest, metrics: run ? listMetrics(run, candidate) : [] };
}

/** The latest point of each metric, by key; of those alone that `within` has too, if it is given. */
function listMetrics(run: RunFacts, within: RunFacts | null): readonly Json[] {
  return [...run.metrics]
    .filter(([key]) => within === null || within.metrics.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, points]) => {
      const point = latestPoint(points);
      if (!point) return [];
      const dataset = point.dataset && { name: point.dataset.name, digest: point.dataset.digest };
      return [{ key, value: toJsonValue(point.value), step: toStep(point.step), dataset }];
    });
}

/** A step beyond what a JSON number holds exactly as text. */
function toStep(step: number | bigint): number | string {
  return typeof step === 'number' ? step : step.toString();
}

/** The report that a drift check judged by; one whose time cannot be read was not judged by. */
function describeDrift(judged: readonly JudgedCheck[], reports: readonly ReportFact[]): Json {
  const { source, observed = null } =
    judged.find(({ result }) => result.kind === 'drift' && result.source)?.result ?? {};
  const report = reports.find(({ sha256 }) => sha256 === source?.sha256);
  const read = z.object({ createdAt: z.string() }).safeParse(report?.document);
  return report && read.success
    ? { reportSha256: report.sha256, severity: observed, createdAt: read.data.createdAt }
    : null;
}
