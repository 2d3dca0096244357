import * as z from 'zod';
import { ModelTrailError, toError } from '../../protocol/errors';
import { parseExact, parseSources, quoteBareNumbers } from '../../protocol/exactJson';
import type { Int, KeyValue } from '../types';
import { parseTime } from './time';

/** The most bytes of one line, without its line feed. */
export const lineLimit = 1024 * 1024;

const time = z.string().transform((text, context) => {
  const value = parseTime(text);
  if (value !== null && value >= 0) return value;
  context.addIssue(`'${text}' is no time such as 2026-11-24T10:00:00Z`);
  return z.NEVER;
});

const int64 = z
  .union([z.int(), z.bigint()], { error: 'must be a whole number' })
  .refine((value) => value >= -(2n ** 63n) && value < 2n ** 63n, 'must fit 64 bits');

const metricValue = z.union([z.number(), z.bigint(), z.string(), z.null()]).transform((value, context) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value !== null && /^[+-]?nan$/i.test(value)) return NaN;
  if (value !== null && /^[+-]?inf(inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  context.addIssue(`${JSON.stringify(value)} is neither a number nor "NaN", "Infinity" or "-Infinity"`);
  return z.NEVER;
});

const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()], {
  error: 'must be text, a number, true, false or null',
});

const line = z.object({
  run: z.string().min(1).max(250),
  experiment: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  started: time.optional(),
  user: z.string().optional(),
  params: z.record(z.string(), scalar).optional(),
  tags: z.record(z.string(), scalar).optional(),
  step: int64.default(0),
  at: time.optional(),
  metrics: z.record(z.string(), metricValue).optional(),
  artifact: z.string().min(1).optional(),
  file: z.string().min(1).optional(),
  dataset: z
    .object({
      name: z.string().min(1),
      digest: z.string().min(1),
      context: z.string().nullish(),
      source: z.string().nullish(),
    })
    .optional(),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']).optional(),
  ended: time.optional(),
});

/** One line of the inbox, understood; times are in milliseconds since 1970. */
export interface InboxLine {
  readonly run: string;
  readonly experiment: string | undefined;
  readonly name: string | undefined;
  readonly started: number | undefined;
  readonly user: string | undefined;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly step: Int;
  readonly at: number | undefined;
  readonly metrics: readonly (readonly [key: string, value: number])[];
  readonly artifact: { readonly path: string; readonly file: string } | null;
  readonly dataset: z.output<typeof line>['dataset'];
  readonly status: z.output<typeof line>['status'];
  readonly ended: number | undefined;
}

/** Reads one line without its line feed. Throws `INVALID_VALUE` with the reason why it is unusable. */
export function readLine(bytes: Buffer): InboxLine {
  if (bytes.length > lineLimit) throw unusable('The line is longer than 1 MiB.');
  const text = decode(bytes);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unusable('The line is no JSON object.');
  if ('push' in value) throw unusable('This version takes no feature rows ("push").');
  const parsed = line.safeParse(value);
  if (!parsed.success) throw unusable(`${parsed.error.issues.map(describe).join('; ')}.`);
  const { params, tags, metrics, artifact, file, ...rest } = parsed.data;
  if ((artifact === undefined) !== (file === undefined)) throw unusable('"artifact" and "file" belong together.');
  return {
    run: rest.run,
    experiment: rest.experiment,
    name: rest.name,
    started: rest.started,
    user: rest.user,
    params: params === undefined ? [] : toTexts(params, text, 'params'),
    tags: tags === undefined ? [] : toTexts(tags, text, 'tags'),
    step: rest.step,
    at: rest.at,
    metrics: Object.entries(metrics ?? {}),
    artifact: artifact === undefined || file === undefined ? null : { path: artifact, file },
    dataset: rest.dataset,
    status: rest.status,
    ended: rest.ended,
  };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable('The line is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    throw unusable(`The line is no valid JSON: ${toError(error).message}.`);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}

/** Scalars as the line wrote them: `1e-3` and `1.0` stay so. */
function toTexts(values: Readonly<Record<string, unknown>>, text: string, field: 'params' | 'tags'): KeyValue[] {
  const isText = Object.values(values).every((value) => typeof value === 'string');
  const sources = isText ? null : (parseSources(quoteBareNumbers(text)) as Readonly<Record<string, unknown>>)[field];
  return Object.entries(values).map(([key, value]) => {
    if (typeof value === 'string') return { key, value };
    return { key, value: String((sources as Readonly<Record<string, unknown>>)[key]) };
  });
}

function unusable(reason: string): ModelTrailError {
  return new ModelTrailError('INVALID_VALUE', reason);
}
