import { ModelTrailError } from '../../protocol/errors';
import type { Handlers } from './handlers';

function notYet(): never {
  throw new ModelTrailError('NOT_BUILT', 'This version cannot do that yet.');
}

/** Questions whose contract stands and whose answer is being built: no view asks them before it is there. */
export const pendingHandlers: Handlers<
  | 'trash/summary'
  | 'trash/empty'
  | 'runs/differing'
  | 'runs/extremes'
  | 'runs/exportTable'
  | 'search/complete'
  | 'search/metricKeys'
  | 'runs/bisect'
> = {
  'trash/summary': notYet,
  'trash/empty': notYet,
  'runs/differing': notYet,
  'runs/extremes': notYet,
  'runs/exportTable': notYet,
  'search/complete': notYet,
  'search/metricKeys': notYet,
  'runs/bisect': notYet,
};
