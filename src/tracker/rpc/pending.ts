import { ModelTrailError } from '../../protocol/errors';
import type { Handlers } from './handlers';

function notYet(): never {
  throw new ModelTrailError('NOT_BUILT', 'This version cannot do that yet.');
}

/** Questions whose contract stands and whose answer is being built: no view asks them before it is there. */
export const pendingHandlers: Handlers<'runs/exportTable'> = {
  'runs/exportTable': notYet,
};
