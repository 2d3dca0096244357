import { ModelTrailError } from '../../protocol/errors';
import { findVersionsMadeBy, type MadeVersion } from '../../registry';
import { emptyTrash, findRows, readRunInfos, readTrash, summariseTrash, type TrashedRun } from '../../runs';
import type { Services } from '../services';
import { emptyingOf } from '../trash';
import type { Handlers } from './handlers';

/** What the Trash holds, and deleting it for good. */
export const trashHandlers: Handlers<'trash/summary' | 'trash/empty'> = {
  'trash/summary': ({ ids = null }, { db, artifactsFolder }, signal) =>
    summariseTrash(db, { artifactsFolder, ids, signal }),

  'trash/empty': async ({ ids = null }, services, signal) => {
    const { db, changes } = services;
    if (ids) checkTrashed(services, ids);
    const found = readTrash(db, ids);
    const registered = findRegistered(services, found);
    const [refused] = registered.values();
    if (ids && refused) throw new ModelTrailError('RUN_REGISTERED', refused, { hint: 'Delete that version first.' });
    const runs = found.filter(({ id }) => !registered.has(id));
    const work = emptyTrash(emptyingOf(services), { runs, experiments: ids === null, signal });
    // The store stays open for the run it is at when whoever asked goes.
    services.background(work.then(() => undefined));
    const emptied = await work;
    changes.list('runs');
    changes.list('experiments');
    return { ...emptied, kept: [...registered.values(), ...emptied.kept] };
  },
};

function checkTrashed({ db }: Services, ids: readonly string[]): void {
  for (const { name, lifecycle } of readRunInfos(db, findRows(db, ids))) {
    if (lifecycle === 'deleted') continue;
    throw new ModelTrailError('INVALID_VALUE', `Run ${name} is not in the Trash.`, { hint: 'Delete it first.' });
  }
}

/** Runs whose files a registered model is made of, with the sentence that says so: the registry needs them. */
function findRegistered({ db }: Services, runs: readonly TrashedRun[]): Map<string, string> {
  const versions = findVersionsMadeBy(db, {
    runIds: runs.map(({ id }) => id),
    modelIds: runs.flatMap(({ models }) => models.map(({ id }) => id)),
  });
  const byRun = new Map<string, MadeVersion>();
  const byModel = new Map<string, MadeVersion>();
  for (const version of versions) {
    if (version.runId) byRun.set(version.runId, version);
    if (version.loggedModelId) byModel.set(version.loggedModelId, version);
  }
  const sentences = new Map<string, string>();
  for (const { id, name, models } of runs) {
    const version = byRun.get(id) ?? models.map((model) => byModel.get(model.id)).find((made) => made !== undefined);
    if (version)
      sentences.set(id, `Run ${name} stays: version ${version.number} of model ${version.name} is made of it.`);
  }
  return sentences;
}
