import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { readRunInfo } from '../runs';
import type { Services } from './services';

/** Names the run in the address the client prints at each run's end, `/#/experiments/<e>/runs/<r>`, and opens it. */
const script = `
const run = /runs\\/([0-9a-f]{32})/.exec(location.hash)?.[1];
const link = document.querySelector('a');
if (run) {
  link.href = document.body.dataset.scheme + '://modeltrail.modeltrail/run/' + run;
  link.hidden = false;
  fetch('/page/run/' + run)
    .then((reply) => reply.json())
    .then(({ name }) => { document.querySelector('h1').textContent = name; document.title = name; });
}
`;

const style = `
:root { color-scheme: light dark; font: 15px system-ui, sans-serif; }
body { max-width: 34rem; margin: 15vh auto; padding: 0 1rem; line-height: 1.5; }
h1 { font-size: 1.4rem; }
`;

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/` and the one thing it may ask without a token: the name of a run whose id it knows. */
export function addPage(app: FastifyInstance, services: Services): void {
  // The editor that started the tracker says how its links begin: vscode, vscode-insiders, vscodium, …
  const scheme = /^[a-z][a-z0-9+.-]*$/.exec(process.env.MODELTRAIL_URI_SCHEME ?? '')?.[0] ?? 'vscode';
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ModelTrail</title><style>${style}</style></head>
<body data-scheme="${scheme}"><h1>ModelTrail</h1>
<p>This is the tracker of a folder: it records runs on this machine. Runs are shown in VS Code.</p>
<p><a hidden>Open this run in VS Code</a></p>
<script>${script}</script></body></html>`;
  app.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(page),
  );
  app.get<{ Params: { id: string } }>('/page/run/:id', (request, reply) => {
    const { name } = readRunInfo(services.db, request.params.id);
    return reply.type('application/json').send(JSON.stringify({ name }));
  });
}
