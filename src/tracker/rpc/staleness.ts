import { ModelTrailError } from '../../protocol/errors';
import { readRunCode, readRunInfo } from '../../runs';
import type { Services } from '../services';
import { StalenessReader, type RunWithCode } from '../staleness';
import type { Handlers } from './handlers';

const readers = new WeakMap<Services, StalenessReader>();

function readerOf(services: Services): StalenessReader {
  const known = readers.get(services) ?? new StalenessReader(services);
  readers.set(services, known);
  return known;
}

export const stalenessHandlers: Handlers<'runs/staleness'> = {
  'runs/staleness': ({ ids, fresh }, services, signal) =>
    readerOf(services).read(
      ids.flatMap((id) => findCode(services, id)),
      { fresh, signal },
    ),
};

/** A run that was deleted for good meanwhile has no answer. */
function findCode({ db }: Services, id: string): RunWithCode | [] {
  try {
    return { id, code: readRunCode(db, readRunInfo(db, id).row) };
  } catch (error) {
    if (error instanceof ModelTrailError && error.code === 'RUN_NOT_FOUND') return [];
    throw error;
  }
}
