import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { ModelTrailError, toError } from '../protocol/errors';
import { addInboxRoute } from './inboxRoute';
import { addArtifactFiles } from './mlflow/artifactFiles';
import { artifactListRoutes } from './mlflow/artifacts';
import { experimentRoutes } from './mlflow/experiments';
import { toMlflowError } from './mlflow/errors';
import { parseJson } from './mlflow/json';
import { loggedModelRoutes } from './mlflow/loggedModels';
import { metricRoutes } from './mlflow/metrics';
import { probeRoutes } from './mlflow/probes';
import { modelRoutes } from './mlflow/registry';
import { versionRoutes } from './mlflow/registryVersions';
import { addRoutes, v2Prefixes, v3Prefixes, type MlflowRoute } from './mlflow/routes';
import { runRoutes } from './mlflow/runs';
import { searchRoutes } from './mlflow/search';
import { addPage } from './page';
import { addRpc } from './rpc/server';
import type { Services } from './services';

const mebibyte = 1024 * 1024;
/** Dataset profiles reach 16 MB in one request. */
const bodyLimit = 32 * mebibyte;
/** Above any client's pool: Node's default of 5 s races with an idle client, and a POST may run twice. */
const keepAliveMs = 120_000;

export interface ServerOptions {
  /** null lets any local client in (`serve --no-token`). */
  readonly token: string | null;
  readonly onRequest?: () => void;
}

const v2Routes: readonly MlflowRoute[] = [
  ...experimentRoutes,
  ...runRoutes,
  ...searchRoutes,
  ...metricRoutes,
  ...artifactListRoutes,
  ...loggedModelRoutes,
  ...modelRoutes,
  ...versionRoutes,
];

/** The HTTP face of the tracker, not yet listening: every route, the guards before them, and one mapping of errors. */
export function createServer(services: Services, { token, onRequest }: ServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreDuplicateSlashes: false, maxParamLength: 4096 },
    // A path that is no URL comes before any route, so before the error handler below.
    frameworkErrors: (error, _request, reply) => void sendError(reply, error),
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/{2,}/, '/'),
  });
  app.server.headersTimeout = keepAliveMs + 5000;

  app.addHook('onRequest', (request, reply, done) => {
    onRequest?.();
    reply.header('X-Content-Type-Options', 'nosniff');
    done(guard(request, token));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, { text, value: parseJson(text as string) });
    } catch (error) {
      done(new ModelTrailError('BAD_REQUEST', `The body is not valid JSON: ${toError(error).message}`));
    }
  });
  app.setErrorHandler((thrown: unknown, _request, reply) => sendError(reply, services.health.toError(toError(thrown))));
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .type('application/json')
      .send(
        JSON.stringify({
          error_code: 'ENDPOINT_NOT_FOUND',
          message: `No route ${request.method} ${request.url.split('?')[0] ?? ''} here.`,
        }),
      ),
  );

  app.get('/health', (_request, reply) => reply.type('text/plain').send('OK'));
  // Below 3.4 the client sends trace spans as an artifact; from 3.4 on it would post protobuf to /v1/traces.
  app.get('/version', (_request, reply) => reply.type('text/plain').send('3.3.2'));
  addRoutes(app, services, { prefixes: v2Prefixes, routes: v2Routes });
  addRoutes(app, services, { prefixes: v3Prefixes, routes: probeRoutes });
  addArtifactFiles(app, services);
  addRpc(app, services);
  addInboxRoute(app, services);
  addPage(app, services);
  return app;
}

const openPaths = new Set(['/health', '/version', '/']);

/** Refuses a foreign Host (DNS rebinding), a foreign Origin (a web page), and a missing or wrong token. */
function guard(request: FastifyRequest, token: string | null): Error | undefined {
  if (!isLoopback(request.headers.host ?? '')) {
    return new ModelTrailError(
      'PERMISSION_DENIED',
      `This tracker answers on this machine only, not as '${request.headers.host ?? ''}'.`,
    );
  }
  const { origin } = request.headers;
  if (origin !== undefined && !isLoopback(originHost(origin))) {
    return new ModelTrailError('PERMISSION_DENIED', `Requests from the web page '${origin}' are refused.`);
  }
  const path = request.url.split('?')[0] ?? '';
  if (token === null || openPaths.has(path) || path.startsWith('/page/')) return undefined;
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (isEqual(given, token)) return undefined;
  return new ModelTrailError('UNAUTHENTICATED', 'The token of this tracker is missing or wrong.', {
    hint: 'Set MLFLOW_TRACKING_TOKEN to the text in .modeltrail/token; new VS Code terminals have it set.',
  });
}

function originHost(origin: string): string {
  try {
    return new URL(origin).host;
  } catch {
    return '';
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}

function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function sendError(reply: FastifyReply, error: Error): FastifyReply {
  const { status, body } = toMlflowError(fromFastify(error));
  return reply.status(status).type('application/json').send(JSON.stringify(body));
}

/** Fastify's own refusals as ours: a body over the limit, a content type it does not read. */
function fromFastify(error: Error): Error {
  if (!('statusCode' in error) || typeof error.statusCode !== 'number') return error;
  if (error.statusCode === 413) {
    return new ModelTrailError('TOO_LARGE', `The body is over the limit of ${bodyLimit / mebibyte} MB.`, {
      hint: 'Send less in one request, or log it as an artifact.',
    });
  }
  return error.statusCode < 500 ? new ModelTrailError('BAD_REQUEST', error.message) : error;
}
