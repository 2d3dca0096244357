import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rpcPrefix } from '../protocol/rpc';
import { foldRequest } from '../runs';
import { tellChanges } from './inbox';
import type { Services } from './services';

/**
 * `POST /api/modeltrail/v1/inbox`: lines as a file of the inbox holds them, whatever content type the request has.
 * `?sender=NAME` keeps the meaning of the writer's own keys from one request to the next.
 */
export function addInboxRoute(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post(`${rpcPrefix}/inbox`, async (request, reply) => {
      const answer = await foldRequest(services, {
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        sender: senderOf(request),
        onSlice: ({ created, runs }) => {
          tellChanges(services, runs);
          for (const run of created) services.background(services.onRunCreated(run, request));
        },
      });
      return reply.type('application/json').send(JSON.stringify(answer));
    });
    done();
  });
}

function senderOf(request: FastifyRequest): string | null {
  const { sender } = request.query as Readonly<Record<string, unknown>>;
  return typeof sender === 'string' && sender !== '' ? sender : null;
}
