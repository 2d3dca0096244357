import { listJournal, redoChange, undoChange, type TakenBack } from '../../runs';
import type { Services } from '../services';
import { announce } from './changes';
import type { Handlers } from './handlers';

function told(services: Services, back: TakenBack): { id: number; label: string; kept: string[] } {
  announce(services, back);
  return { id: back.id, label: back.label, kept: [...back.kept] };
}

/** What was changed, taking it back and doing it again. */
export const journalHandlers: Handlers<'journal/list' | 'journal/undo' | 'journal/redo'> = {
  'journal/list': ({ limit }, { db }) => listJournal(db, limit),
  'journal/undo': ({ id }, services) => told(services, undoChange(services.db, { id, now: services.now() })),
  'journal/redo': (_params, services) => told(services, redoChange(services.db, services.now())),
};
