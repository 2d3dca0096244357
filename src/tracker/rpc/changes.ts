import {
  changeExperimentName,
  changePrimaryMetric,
  changeRuns,
  moveRuns,
  trashExperiment,
  trashRuns,
  untrashExperiment,
  untrashRuns,
  type Recorded,
  type Touched,
} from '../../runs';
import type { Services } from '../services';
import type { Handlers } from './handlers';

/** Tells who listens what a change touched. */
export function announce({ changes }: Services, { runs, lists }: Touched): void {
  changes.edited(runs);
  if (!lists) return;
  changes.list('runs');
  changes.list('experiments');
}

function done(services: Services, recorded: Recorded): { undo: number | null } {
  announce(services, recorded);
  return { undo: recorded.undo };
}

type ChangeQuestion =
  | 'runs/change'
  | 'runs/delete'
  | 'runs/restore'
  | 'runs/move'
  | 'experiments/rename'
  | 'experiments/delete'
  | 'experiments/restore'
  | 'experiments/setPrimaryMetric';

/** What people change about runs and experiments; each is in the journal, unlike what MLflow's clients change. */
export const changeHandlers: Handlers<ChangeQuestion> = {
  'runs/change': (params, services) => done(services, changeRuns(services.db, { ...params, now: services.now() })),
  'runs/delete': (params, services) => done(services, trashRuns(services.db, { ...params, now: services.now() })),
  'runs/restore': (params, services) => done(services, untrashRuns(services.db, { ...params, now: services.now() })),
  'runs/move': (params, services) => done(services, moveRuns(services.db, { ...params, now: services.now() })),
  'experiments/rename': (params, services) =>
    done(services, changeExperimentName(services.db, { ...params, now: services.now() })),
  'experiments/delete': (params, services) =>
    done(services, trashExperiment(services.db, { ...params, now: services.now() })),
  'experiments/restore': (params, services) =>
    done(services, untrashExperiment(services.db, { ...params, now: services.now() })),
  'experiments/setPrimaryMetric': (params, services) =>
    done(services, changePrimaryMetric(services.db, { ...params, now: services.now() })),
};
