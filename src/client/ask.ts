import type { Agent } from 'node:http';
import { ModelTrailError } from '../protocol/errors';
import { rpc, rpcPrefix, type RpcName, type RpcParams, type RpcResult } from '../protocol/rpc';
import { rpcError } from '../protocol/rpcError';
import { decodeSeries, type SeriesMessage, type seriesRequest } from '../protocol/series';
import type { z } from 'zod';
import { exchange, type Exchange, type Reply, type TrackerLink } from './http';

/** Long enough for a page of 50,000 runs on a busy machine; a question that may take longer names its own limit. */
const answerLimitMs = 60_000;

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface Question<Name extends RpcName> extends AskOptions {
  readonly agent: Agent;
  readonly name: Name;
  readonly params: RpcParams<Name>;
}

export type SeriesQuestion = z.input<typeof seriesRequest>;

/** Asks one question of `rpc.ts`. Throws the tracker's own error, or those of the connection (http.ts). */
export async function askTracker<Name extends RpcName>(
  link: TrackerLink,
  { agent, name, params, signal, timeoutMs = answerLimitMs }: Question<Name>,
): Promise<RpcResult<Name>> {
  const { body } = await succeed(link, {
    agent,
    method: 'POST',
    path: `${rpcPrefix}/rpc/${name}`,
    body: JSON.stringify(params),
    contentType: 'application/json',
    signal,
    timeoutMs,
  });
  const parsed = rpc[name].result.safeParse(parseJson(body));
  if (parsed.success) return parsed.data as RpcResult<Name>;
  throw new ModelTrailError('BAD_ANSWER', `The tracker's answer to ${name} is not as agreed: ${parsed.error.message}`, {
    hint: 'Tracker and program may be of different versions: end the tracker and try again.',
    cause: parsed.error,
  });
}

/** Reads one metric of many runs over the binary number channel. */
export async function askSeries(
  link: TrackerLink,
  agent: Agent,
  question: SeriesQuestion,
  { signal, timeoutMs = answerLimitMs }: AskOptions = {},
): Promise<SeriesMessage> {
  const { body } = await succeed(link, {
    agent,
    method: 'POST',
    path: `${rpcPrefix}/series`,
    body: JSON.stringify(question),
    contentType: 'application/json',
    signal,
    timeoutMs,
  });
  return decodeSeries(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
}

/** Sends a request that must succeed; a refusal becomes the error that its body names. */
export async function succeed(link: TrackerLink, options: Exchange): Promise<Reply> {
  const reply = await exchange(link, options);
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw toError(reply);
}

function toError({ status, body }: Reply): ModelTrailError {
  const value = parseJson(body);
  const ours = rpcError.safeParse(value);
  if (ours.success) {
    const { code, message, hint } = ours.data.error;
    return new ModelTrailError(code, message, hint === null ? {} : { hint });
  }
  const { error_code: code, message, hint } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return new ModelTrailError(
    typeof code === 'string' ? code : 'TRACKER_FAILED',
    typeof message === 'string' ? message : `The tracker answered with status ${status}.`,
    typeof hint === 'string' ? { hint } : {},
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
