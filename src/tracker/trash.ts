import { deleteRunRefs } from '../git';
import { toError } from '../protocol/errors';
import { finishEmptying, type Emptying } from '../runs';
import type { Services } from './services';

/** What deleting runs for good works with. */
export function emptyingOf({ db, artifactsFolder, layout, ending, log }: Services): Emptying {
  return {
    db,
    artifactsFolder,
    dropCode: async (ids) => {
      if (ids.length === 0) return;
      try {
        await deleteRunRefs(layout.folder, ids);
      } catch (error) {
        // The folder may be no repository any more; the runs go all the same.
        log(`The code of ${ids.length} deleted runs stays in Git: ${toError(error).message}`);
      }
    },
    ending,
  };
}

/** Deletes for good what the tracker before was told to and did not finish. */
export async function finishTrash(services: Services): Promise<void> {
  const { runs, kept } = await finishEmptying(emptyingOf(services));
  if (runs > 0) services.log(`${runs} runs of the Trash that were left half deleted are gone. ${kept.join(' ')}`);
}
