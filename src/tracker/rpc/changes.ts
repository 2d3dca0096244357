import {
  deleteRun,
  deleteTag,
  primaryMetricTags,
  restoreRun,
  setExperimentTag,
  setStarred,
  setTag,
  updateRun,
} from '../../runs';
import type { Handlers } from './handlers';

/** What changes runs and experiments. */
export const changeHandlers: Handlers<'experiments/setPrimaryMetric' | 'runs/change' | 'runs/delete' | 'runs/restore'> =
  {
    'experiments/setPrimaryMetric': ({ id, key, direction }, { db, changes }) => {
      for (const tag of primaryMetricTags({ key, direction })) setExperimentTag(db, { id, ...tag });
      changes.list('experiments');
      return { undo: null };
    },

    'runs/change': ({ ids, name, note, starred, tags = {} }, services) => {
      const { db, changes } = services;
      const now = services.now();
      db.transaction(() => {
        for (const id of ids) {
          if (name !== undefined) updateRun(db, { id, name, now });
          if (note !== undefined) setTag(db, { id, key: 'mlflow.note.content', value: note, now });
          if (starred !== undefined) setStarred(db, id, starred);
          for (const [key, value] of Object.entries(tags)) {
            if (value === null) deleteTag(db, { id, key });
            else setTag(db, { id, key, value, now });
          }
        }
      }).immediate();
      for (const id of ids) changes.run(id);
      return { undo: null };
    },
    'runs/delete': ({ ids }, { db, now, changes }) => {
      db.transaction(() => {
        for (const id of ids) deleteRun(db, id, now());
      }).immediate();
      changes.list('runs');
      return { undo: null };
    },
    'runs/restore': ({ ids }, { db, changes }) => {
      db.transaction(() => {
        for (const id of ids) restoreRun(db, id);
      }).immediate();
      changes.list('runs');
      return { undo: null };
    },
  };
