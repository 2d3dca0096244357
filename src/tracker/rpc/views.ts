import { deleteView, listViews, saveView } from '../savedViews';
import type { Handlers } from './handlers';

/** Saved views of the run table. */
export const viewHandlers: Handlers<'views/list' | 'views/save' | 'views/delete'> = {
  'views/list': (_params, { layout }) => listViews(layout),
  'views/save': async (view, { layout }) => ({ file: await saveView(layout, view) }),
  'views/delete': async (view, { layout }) => {
    await deleteView(layout, view);
    return {};
  },
};
