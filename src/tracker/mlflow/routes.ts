import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Services } from '../services';
import { Fields } from './fields';

export interface Call {
  readonly fields: Fields;
  readonly services: Services;
  readonly request: FastifyRequest;
  /** Parts of the path written `:name` in the route. */
  readonly params: Readonly<Record<string, string>>;
}

export interface MlflowRoute {
  readonly method: HTTPMethods | readonly HTTPMethods[];
  /** Below `/api/2.0/mlflow/` (and its `ajax-api` twin), without a leading slash. */
  readonly path: string;
  readonly handle: (call: Call) => object | Promise<object>;
}

export const v2Prefixes = ['/api/2.0/mlflow/', '/ajax-api/2.0/mlflow/'] as const;
export const v3Prefixes = ['/api/3.0/mlflow/', '/ajax-api/3.0/mlflow/'] as const;

/** Registers routes under each prefix: the request's fields come from the body, for GET from the query. */
export function addRoutes(
  app: FastifyInstance,
  services: Services,
  { prefixes, routes }: { prefixes: readonly string[]; routes: readonly MlflowRoute[] },
): void {
  for (const prefix of prefixes) {
    for (const { method, path, handle } of routes) {
      app.route({
        method: typeof method === 'string' ? method : [...method],
        url: prefix + path,
        handler: async (request, reply) => {
          const params = request.params as Readonly<Record<string, string>>;
          const answer = await handle({ fields: fieldsOf(request), services, request, params });
          return reply.type('application/json').send(JSON.stringify(answer));
        },
      });
    }
  }
}

interface ParsedBody {
  readonly text: string;
  readonly value: unknown;
}

function fieldsOf(request: FastifyRequest): Fields {
  const query = request.query as Readonly<Record<string, unknown>>;
  const body = request.body as ParsedBody | undefined;
  if (request.method === 'GET' || body === undefined) return new Fields(query, null);
  const { value, text } = body;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Fields(isObject ? (value as Readonly<Record<string, unknown>>) : {}, text);
}
