import type { Agent } from 'node:http';
import { parseAnswer, parseJson } from '../protocol/answer';
import { ModelTrailError } from '../protocol/errors';
import { rpcPrefix, type RpcName, type RpcParams, type RpcResult } from '../protocol/rpc';
import { rpcError } from '../protocol/rpcError';
import type { seriesRequest } from '../protocol/series';
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
  question: Question<Name>,
): Promise<RpcResult<Name>> {
  return parseAnswer(question.name, await relayQuestion(link, question));
}

/** Asks one question of `rpc.ts` for somebody else, who parses the answer. Throws as {@link askTracker}. */
export function relayQuestion<Name extends RpcName>(
  link: TrackerLink,
  { name, params, ...options }: Question<Name>,
): Promise<Uint8Array<ArrayBuffer>> {
  return post(link, { path: `${rpcPrefix}/rpc/${name}`, params, ...options });
}

/** Asks for one metric of many runs over the binary number channel; answers with a message of `series.ts`. */
export function relaySeries(
  link: TrackerLink,
  { question, ...options }: AskOptions & { readonly agent: Agent; readonly question: SeriesQuestion },
): Promise<Uint8Array<ArrayBuffer>> {
  return post(link, { path: `${rpcPrefix}/series`, params: question, ...options });
}

interface Post extends AskOptions {
  readonly agent: Agent;
  readonly path: string;
  readonly params: unknown;
}

/** The answer's bytes, in memory of their own. */
async function post(
  link: TrackerLink,
  { params, timeoutMs = answerLimitMs, ...options }: Post,
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = await succeed(link, {
    method: 'POST',
    body: JSON.stringify(params),
    contentType: 'application/json',
    timeoutMs,
    ...options,
  });
  return new Uint8Array(body);
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
