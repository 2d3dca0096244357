import type { Json } from '../audit/jcs';
import type { FactCheck } from './definitions';

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'error' | 'skipped';
export type Severity = 'blocking' | 'advisory';

/** Where the observed value was read. */
export interface CheckSource {
  readonly kind: 'run' | 'file' | 'git' | 'command' | 'report';
  readonly ref: string;
  readonly sha256: string | null;
}

/** The answer of one check as people and evidence see it; numbers that JSON has none for are texts such as `NaN`. */
export interface CheckResult {
  readonly id: string;
  readonly kind: string;
  readonly status: CheckStatus;
  readonly severity: Severity;
  readonly observed: number | string | boolean | null;
  readonly required: string | null;
  readonly baseline: number | string | null;
  readonly source: CheckSource | null;
  readonly message: string;
}

/** A result, and all that it was judged by, which staleness compares. */
export interface Judged {
  readonly result: CheckResult;
  readonly read: Json;
}

/** What a judge found; `missing` is an absent input, whose meaning the check's `on_missing` decides. */
export interface Finding {
  readonly status: CheckStatus | 'missing';
  readonly message: string;
  readonly observed?: number | string | boolean | null;
  readonly baseline?: number | string | null;
  readonly source?: CheckSource | null;
  /** Values and digests that were read, without times. */
  readonly read?: Json;
}

/** One condition of a check. */
export type Part = Pick<Finding, 'message'> & { readonly status: CheckStatus };

/** The answer of a check from what its judge found. */
export function conclude(
  check: Pick<FactCheck, 'id' | 'severity' | 'on_missing'> & { readonly kind: string },
  required: string | null,
  finding: Finding,
): Judged {
  const severity = check.severity ?? 'blocking';
  const result = {
    id: check.id,
    kind: check.kind,
    status: toStatus(finding.status, severity, check.on_missing ?? 'error'),
    severity,
    observed: toJsonValue(finding.observed ?? null),
    required,
    baseline: toJsonValue(finding.baseline ?? null),
    source: finding.source ?? null,
    message: finding.message,
  };
  return { result, read: finding.read ?? null };
}

function toStatus(status: Finding['status'], severity: Severity, onMissing: 'error' | 'warn' | 'skip'): CheckStatus {
  const present = status === 'missing' ? (onMissing === 'skip' ? 'skipped' : onMissing) : status;
  return severity === 'advisory' && (present === 'fail' || present === 'error') ? 'warn' : present;
}

const worstFirst = ['fail', 'error', 'warn', 'pass', 'skipped'] as const;

/** The answer of several conditions that must all hold; without any it cannot be judged. */
export function combine(parts: readonly Part[]): Part {
  const status = worstFirst.find((each) => parts.some((part) => part.status === each));
  if (status === undefined) return { status: 'error', message: 'The check asks for nothing.' };
  // What holds is worth saying when all holds; else what does not.
  const told = parts.filter((part) => part.status === status || (status !== 'pass' && part.status === 'fail'));
  return { status, message: told.map(({ message }) => message).join(' ') };
}

/** The gate over results: closed by any that failed or could not be judged. */
export function toGate(results: readonly Pick<CheckResult, 'status'>[]): 'passed' | 'warned' | 'failed' {
  const statuses = new Set(results.map(({ status }) => status));
  if (statuses.has('fail') || statuses.has('error')) return 'failed';
  return statuses.has('warn') ? 'warned' : 'passed';
}

/** A number that JSON has no word for as text: `NaN`, `Infinity`. */
export function toJsonValue<Value extends string | boolean | null>(value: number | Value): number | string | Value {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
