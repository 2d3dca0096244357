import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const run = {
  info: {
    run_id: '0'.repeat(32),
    run_uuid: '0'.repeat(32),
    run_name: 'instant',
    experiment_id: '0',
    status: 'RUNNING',
    start_time: 1_700_000_000_000,
    artifact_uri: 'mlflow-artifacts:/0',
    lifecycle_stage: 'active',
  },
  data: {},
};

/** A server that reads every request whole and answers at once, doing nothing: what is left is the client's own time. */
export async function startInstantServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const created = request.url?.endsWith('/runs/create') === true;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(created ? { run } : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
