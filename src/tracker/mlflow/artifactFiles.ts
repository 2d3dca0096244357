import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { readVersion, toNumber } from '../../registry';
import {
  checkArtifactName,
  listArtifacts,
  openArtifact,
  readActiveRun,
  readLoggedModelInfo,
  readRunInfo,
  removeArtifact,
  writeArtifact,
} from '../../runs';
import { ModelTrailError } from '../../protocol/errors';
import type { Services } from '../services';
import { folderOf, renderEntry } from './artifacts';
import { artifactType } from './artifactTypes';
import { Fields } from './fields';
import { requiredRunId } from './runs';

const proxyPrefixes = ['/api/2.0/mlflow-artifacts/', '/ajax-api/2.0/mlflow-artifacts/'] as const;
const pageUploadLimit = 10 * 1024 * 1024;

/** The routes whose bodies are files, not JSON: they stream, whatever content type a request has. */
export function addArtifactFiles(app: FastifyInstance, services: Services): void {
  void app.register((files, _options, done) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, body, parsed) => parsed(null, body));
    for (const prefix of proxyPrefixes) addProxy(files, services, prefix);
    addPages(files, services);
    done();
  });
}

/** The store behind `mlflow-artifacts:` URIs. */
function addProxy(files: FastifyInstance, services: Services, prefix: string): void {
  const root = services.artifactsFolder;
  files.put(`${prefix}artifacts/*`, async (request, reply) => {
    const path = pathOf(request);
    if (path.endsWith('/')) throw new ModelTrailError('INVALID_VALUE', 'Artifact path must include a filename.');
    await receive(request, root, path);
    return sendJson(reply, {});
  });
  files.get(`${prefix}artifacts/*`, (request, reply) => sendFile(reply, root, pathOf(request)));
  files.delete(`${prefix}artifacts/*`, async (request, reply) => {
    await removeArtifact(root, pathOf(request));
    return sendJson(reply, {});
  });
  files.get(`${prefix}artifacts`, async (request, reply) => {
    const entries = await listArtifacts(root, queryOf(request).text('path') ?? '');
    const found = entries.map((entry) => renderEntry({ ...entry, path: posix.basename(entry.path) }));
    return sendJson(reply, found.length === 0 ? {} : { files: found });
  });
  for (const path of ['mpu/create/*', 'mpu/complete/*', 'mpu/abort/*']) files.post(prefix + path, refuseParts);
  files.get(`${prefix}presigned/*`, refuseParts);
}

/** What a page of MLflow's own asks for: one file of a run, a version or a logged model, and an upload from a browser. */
function addPages(files: FastifyInstance, services: Services): void {
  const { db } = services;
  files.get('/get-artifact', (request, reply) => {
    const query = queryOf(request);
    const path = checkArtifactName(query.requiredText('path'));
    return sendFile(reply, folderOf(services, readRunInfo(db, requiredRunId(query)).artifactUri), path);
  });
  files.get('/model-versions/get-artifact', (request, reply) => {
    const query = queryOf(request);
    const path = checkArtifactName(query.requiredText('path'));
    const version = readVersion(db, query.requiredText('name'), toNumber(query.requiredText('version')));
    return sendFile(reply, folderOf(services, version.location), path);
  });
  for (const prefix of ['/api/2.0/mlflow/', '/ajax-api/2.0/mlflow/']) {
    files.get<{ Params: { id: string } }>(`${prefix}logged-models/:id/artifacts/files`, (request, reply) => {
      const path = checkArtifactName(queryOf(request).requiredText('artifact_file_path'));
      return sendFile(reply, folderOf(services, readLoggedModelInfo(db, request.params.id).artifactUri), path);
    });
  }
  files.post('/ajax-api/2.0/mlflow/upload-artifact', async (request, reply) => {
    const query = queryOf(request);
    const path = checkArtifactName(query.requiredText('path'));
    const run = readActiveRun(db, requiredRunId(query));
    await receive(request, folderOf(services, run.artifactUri), path, pageUploadLimit);
    services.changes.run(run.id);
    return sendJson(reply, {});
  });
}

function refuseParts(): never {
  throw new ModelTrailError(
    'NOT_IMPLEMENTED',
    'Multipart and presigned transfers are not supported: send whole files.',
  );
}

/** Writes a request's body as it comes. A failure leaves the connection usable, so that the client reads why. */
async function receive(request: FastifyRequest, root: string, path: string, limit = Infinity): Promise<void> {
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  try {
    await writeArtifact(root, path, upTo(limit, body.iterator({ destroyOnReturn: false })));
  } catch (error) {
    body.resume();
    throw error;
  }
}

async function* upTo(limit: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw new ModelTrailError('INVALID_VALUE', 'Artifact size is too large. Max size is 10MB.');
    yield chunk;
  }
}

async function sendFile(reply: FastifyReply, root: string, path: string): Promise<FastifyReply> {
  const { handle, path: name, size } = await openArtifact(root, path);
  return reply
    .headers({
      'Content-Type': artifactType(name),
      'Content-Length': size,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(posix.basename(name))}`,
    })
    .send(handle.createReadStream());
}

/** A name as RFC 8187 wants it in a header. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sendJson(reply: FastifyReply, value: object): FastifyReply {
  return reply.type('application/json').send(JSON.stringify(value));
}

function pathOf(request: FastifyRequest): string {
  return (request.params as Readonly<Record<string, string>>)['*'] ?? '';
}

function queryOf(request: FastifyRequest): Fields {
  return new Fields(request.query as Readonly<Record<string, unknown>>, null);
}
