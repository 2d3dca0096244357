import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isToken, type TrackerReady } from '../../protocol/address';
import { ModelTrailError } from '../../protocol/errors';
import { layoutOf } from '../../protocol/layout';
import { oldNodeProblem } from '../../protocol/nodeApi';
import { defineCommand } from '../command';
import { frozenClock } from '../context';
import { exitCode, misuse } from '../failure';
import { readChoice, readWhole } from '../values';

export const serve = defineCommand({
  about: "Runs the folder's tracker until SIGINT or SIGTERM; prints one line of JSON when it accepts connections.",
  operands: [],
  options: {
    host: { type: 'string', value: 'HOST', help: '127.0.0.1 (default) or localhost: this machine only' },
    port: { type: 'string', value: 'PORT', help: '0 (default): the last one, or any that is free' },
    token: { type: 'string', value: 'TOKEN', help: "The token that clients need; default: the folder's own" },
    'no-token': { type: 'boolean', help: 'Let any local client in' },
    db: { type: 'string', value: 'FILE', help: 'The store; default: .modeltrail/store.db' },
    'artifacts-destination': {
      type: 'string',
      value: 'DIR',
      help: 'Where artifacts lie; default: .modeltrail/artifacts',
    },
    'default-artifact-root': { type: 'string', value: 'URI', help: 'Where clients put artifacts of new experiments' },
  },
  longLived: true,
  async run({ context, values }) {
    const { token, db, 'no-token': noToken = false, 'artifacts-destination': artifacts } = values;
    if (noToken && token !== undefined) throw misuse('Give --token or --no-token, not both.', 'serve');
    if (token === '') throw misuse('The token is empty; --no-token lets any local client in.', 'serve');
    if (token !== undefined && !isToken(token)) {
      throw misuse('A token is made of visible ASCII characters, without spaces.', 'serve');
    }
    const host = readChoice('host', values.host, ['127.0.0.1', 'localhost'] as const);
    const port = readWhole('port', values.port, { min: 0, max: 65_535 });
    const frozen = frozenClock();
    const problem = oldNodeProblem();
    if (problem !== null) throw new ModelTrailError('NODE_TOO_OLD', problem);
    const ended = endSignal();
    const { startTracker } = await import('../../tracker/start');
    const tracker = await startTracker({
      folder: context.folder,
      host,
      port,
      token: noToken ? null : token,
      db: db === undefined ? undefined : resolve(db),
      artifactsDestination: artifacts === undefined ? undefined : resolve(artifacts),
      artifactRoot: values['default-artifact-root'],
      now: frozen === null ? undefined : () => frozen,
      log: (line) => context.note(line),
    });
    // So that the other commands, and terminals in VS Code, know it too.
    if (token !== undefined) await writeFile(layoutOf(context.folder).token, `${token}\n`, { mode: 0o600 });
    const ready: TrackerReady = { url: tracker.url, token: tracker.token, pid: process.pid, store: tracker.store };
    context.write(`${JSON.stringify(ready)}\n`);
    await ended;
    await tracker.close();
    return exitCode.done;
  },
});

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
