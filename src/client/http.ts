import { request, type Agent, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ModelTrailError } from '../protocol/errors';

/** Where a tracker answers, and what it wants to hear; `token` null: it asks for none. */
export interface TrackerLink {
  readonly url: string;
  readonly token: string | null;
}

export interface Exchange {
  readonly agent: Agent;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string | Readable;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** How long to wait for the reply's head, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Sends one request and resolves with the reply's head. Throws `TRACKER_UNREACHABLE` when nobody listens there,
 * `TRACKER_LOST` when the connection breaks, `TRACKER_SILENT` past the limit, and the signal's reason when aborted.
 */
export function open(link: TrackerLink, exchange: Exchange): Promise<IncomingMessage> {
  const { agent, method, path, body, contentType, accept, signal, timeoutMs } = exchange;
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, link.url), { agent, method, signal });
    if (link.token !== null) outgoing.setHeader('Authorization', `Bearer ${link.token}`);
    if (contentType !== undefined) outgoing.setHeader('Content-Type', contentType);
    if (accept !== undefined) outgoing.setHeader('Accept', accept);
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => outgoing.destroy(silent(link, timeoutMs)), timeoutMs);
    outgoing.on('response', (reply) => {
      clearTimeout(timer);
      resolve(reply);
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(signal?.aborted === true ? abortReason(signal) : toLinkError(error, link));
    });
    if (body === undefined || typeof body === 'string') outgoing.end(body);
    else {
      body.on('error', (error) => outgoing.destroy(error));
      body.pipe(outgoing);
    }
  });
}

/** Sends one request and reads the whole reply, whatever its status. Throws as {@link open}. */
export async function exchange(link: TrackerLink, options: Exchange): Promise<Reply> {
  const reply = await open(link, options);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of reply) chunks.push(chunk as Buffer);
  } catch (error) {
    if (options.signal?.aborted === true) throw abortReason(options.signal);
    throw toLinkError(error, link);
  }
  return { status: reply.statusCode ?? 0, body: Buffer.concat(chunks) };
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The request was aborted.', 'AbortError');
}

function silent(link: TrackerLink, timeoutMs: number): ModelTrailError {
  return new ModelTrailError(
    'TRACKER_SILENT',
    `The tracker at ${link.url} did not answer within ${timeoutMs / 1000} s.`,
  );
}

function toLinkError(thrown: unknown, { url }: TrackerLink): Error {
  if (thrown instanceof ModelTrailError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ECONNREFUSED') {
    return new ModelTrailError('TRACKER_UNREACHABLE', `No tracker answers at ${url}.`, { cause: thrown });
  }
  return new ModelTrailError('TRACKER_LOST', `The connection to the tracker at ${url} broke.`, {
    hint: 'Try again; the reason stands in .modeltrail/tracker.log.',
    cause: thrown,
  });
}
