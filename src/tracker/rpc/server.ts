import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { isAbort, ModelTrailError, toError } from '../../protocol/errors';
import { rpc, rpcPrefix, type RpcName, type RpcParsed, type RpcResult } from '../../protocol/rpc';
import { encodeSeries, seriesRequest, strides, type SeriesMessage, type SeriesRequest } from '../../protocol/series';
import { readSeriesMeans, readSeriesPoints, type SeriesMeans, type SeriesPoints } from '../../runs';
import type { Services } from '../services';
import { artifactHandlers } from './artifacts';
import { bisectHandlers } from './bisect';
import { changeHandlers } from './changes';
import { codeHandlers } from './code';
import { exportHandlers } from './export';
import type { Handlers } from './handlers';
import { journalHandlers } from './journal';
import { modelHandlers } from './models';
import { runHandlers } from './runs';
import { searchHandlers } from './search';
import { tableHandlers } from './table';
import { stalenessHandlers } from './staleness';
import { trackerHandlers } from './tracker';
import { trashHandlers } from './trash';
import { viewHandlers } from './views';

const handlers: Handlers<RpcName> = {
  ...trackerHandlers,
  ...runHandlers,
  ...stalenessHandlers,
  ...bisectHandlers,
  ...changeHandlers,
  ...journalHandlers,
  ...trashHandlers,
  ...exportHandlers,
  ...tableHandlers,
  ...searchHandlers,
  ...codeHandlers,
  ...artifactHandlers,
  ...viewHandlers,
  ...modelHandlers,
};

/** Raw points read for one chart of any number of runs: about 100 ms. */
const rawPointsAtOnce = 600_000;

/** Our own questions, the number channel and the event stream, all below `/api/modeltrail/v1`. */
export function addRpc(app: FastifyInstance, services: Services): void {
  for (const name of Object.keys(rpc) as RpcName[]) {
    app.post(`${rpcPrefix}/rpc/${name}`, (request, reply) =>
      answer(reply, services, async (signal) => {
        const result = await handle(name, bodyOf(request), services, signal);
        return reply.type('application/json').send(JSON.stringify(result));
      }),
    );
  }
  app.post(`${rpcPrefix}/series`, (request, reply) =>
    answer(reply, services, async (signal) => {
      const message = encodeSeries(await readSeries(parse(seriesRequest, bodyOf(request)), services, signal));
      return reply.type('application/octet-stream').send(Buffer.from(message.buffer));
    }),
  );
  app.get(`${rpcPrefix}/events`, (request, reply) => {
    streamEvents(request, reply, services);
  });
}

async function readSeries(asked: SeriesRequest, { db }: Services, signal: AbortSignal): Promise<SeriesMessage> {
  const { ids, form, ...query } = asked;
  const rawPoints = Math.ceil(rawPointsAtOnce / ids.length);
  const found: (SeriesPoints | SeriesMeans)[] = [];
  if (form === 'means') found.push(...(await readSeriesMeans(db, { ...query, ids, rawPoints, signal })));
  else {
    for (const id of ids) {
      found.push(await readSeriesPoints(db, { ...query, id, rawPoints, signal }));
      // Between two runs, what training scripts log comes first.
      await setImmediate();
    }
  }
  return {
    metric: query.metric,
    x: query.x,
    form,
    series: found.map(({ points, ...seen }, index) => ({
      id: ids[index] ?? '',
      shown: points.length / strides[form],
      ...seen,
    })),
    points: found.map(({ points }) => points),
  };
}

async function handle<Name extends RpcName>(
  name: Name,
  body: unknown,
  services: Services,
  signal: AbortSignal,
): Promise<RpcResult<Name>> {
  const params = parse(rpc[name].params as unknown as z.ZodType<RpcParsed<Name>>, body);
  return handlers[name](params, services, signal);
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ModelTrailError('INVALID_VALUE', `The request makes no sense: ${z.prettifyError(parsed.error)}`);
}

function bodyOf(request: FastifyRequest): unknown {
  return (request.body as { readonly value: unknown } | undefined)?.value ?? {};
}

/** Runs a handler with a signal that ends with its connection; failures become `{error: {code, message, hint}}`. */
async function answer(
  reply: FastifyReply,
  services: Services,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    abort.abort();
  });
  try {
    return await work(abort.signal);
  } catch (thrown) {
    if (isAbort(thrown)) return reply;
    const error = services.health.toError(thrown);
    const known = error instanceof ModelTrailError;
    if (!known) services.log(`${reply.request.url}: ${toError(thrown).stack ?? String(thrown)}`);
    const body = {
      error: { code: known ? error.code : 'INTERNAL_ERROR', message: error.message, hint: known ? error.hint : null },
    };
    return reply
      .status(known ? 400 : 500)
      .type('application/json')
      .send(JSON.stringify(body));
  }
}

/** Between two comments on an idle stream, so that both ends notice a dead connection. */
const heartbeatMs = 15_000;

/** Server-sent events: what changed, as it changes. A connected listener counts as a window that uses the tracker. */
function streamEvents(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  raw.write(': connected\n\n');
  const unsubscribe = services.changes.subscribe((event) => {
    raw.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  const heartbeat = setInterval(() => raw.write(': alive\n\n'), heartbeatMs);
  const end = (): void => {
    clearInterval(heartbeat);
    unsubscribe();
    raw.end();
  };
  services.ending.addEventListener('abort', end, { once: true });
  request.raw.once('close', () => {
    services.ending.removeEventListener('abort', end);
    end();
  });
}
