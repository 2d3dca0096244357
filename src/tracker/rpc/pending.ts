import { ModelTrailError } from '../../protocol/errors';
import type { Handlers } from './handlers';

function notYet(): never {
  throw new ModelTrailError('NOT_BUILT', 'This version cannot do that yet.');
}

/** Questions whose contract stands and whose answer is being built: no view asks them before it is there. */
export const pendingHandlers: Handlers<
  | 'runs/move'
  | 'experiments/rename'
  | 'experiments/delete'
  | 'experiments/restore'
  | 'journal/list'
  | 'journal/undo'
  | 'journal/redo'
  | 'trash/summary'
  | 'trash/empty'
  | 'runs/differing'
  | 'runs/extremes'
  | 'runs/exportTable'
  | 'runs/repeats'
  | 'search/complete'
  | 'search/metricKeys'
  | 'runs/staleness'
  | 'runs/bisect'
> = {
  'runs/move': notYet,
  'experiments/rename': notYet,
  'experiments/delete': notYet,
  'experiments/restore': notYet,
  'journal/list': notYet,
  'journal/undo': notYet,
  'journal/redo': notYet,
  'trash/summary': notYet,
  'trash/empty': notYet,
  'runs/differing': notYet,
  'runs/extremes': notYet,
  'runs/exportTable': notYet,
  'runs/repeats': notYet,
  'search/complete': notYet,
  'search/metricKeys': notYet,
  'runs/staleness': notYet,
  'runs/bisect': notYet,
};
