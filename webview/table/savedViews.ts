import { toError } from '../../src/protocol/errors';
import type { SavedView } from '../../src/protocol/table';
import { askText, askWhether } from '../shared/dialog';
import { openMenu, type MenuEntry } from '../shared/menu';
import type { PopupAnchor } from '../shared/popup';
import { sameLayout } from './layout';
import type { MenuTools } from './menuTools';

/** A saved view as it is told from others. */
export type ViewName = Pick<SavedView, 'name' | 'shared'>;

/** Opens the list of saved views with what may be done with them. */
export async function openViewsMenu(anchor: PopupAnchor, tools: MenuTools): Promise<void> {
  const { client, actions } = tools;
  try {
    const { views, problems } = await client.ask('views/list', {});
    openMenu('Views', viewEntries(views, problems, tools), anchor);
  } catch (thrown) {
    actions.tell({ text: `The views cannot be read: ${toError(thrown).message}`, undo: null, failed: true });
  }
}

function viewEntries(views: readonly SavedView[], problems: readonly string[], tools: MenuTools): readonly MenuEntry[] {
  const { state } = tools.model();
  if (state === null) return [];
  const current = views.find((view) => isOf(view, state.applied));
  const modified = current !== undefined && !sameLayout(current.layout, state.layout);
  return [
    ...views.map((view) => ({
      label: labelOf(view) + (view === current && modified ? ' (changed)' : ''),
      checked: view === current,
      run: () => tools.actions.applyView(view),
    })),
    'separator',
    ...(current === undefined
      ? []
      : [
          {
            label: `Save '${current.name}'`,
            icon: 'save',
            disabled: !modified,
            run: () => void saveView({ ...current, layout: state.layout }, tools),
          },
          ...(current.shared
            ? []
            : [
                {
                  label: `Share '${current.name}' as a File`,
                  icon: 'live-share',
                  run: () => void shareView({ ...current, layout: state.layout }, views, tools),
                },
              ]),
        ]),
    { label: 'Save As…', icon: 'save-as', run: () => void saveAs(views, tools) },
    ...(current === undefined
      ? []
      : [{ label: `Delete '${current.name}'…`, icon: 'trash', run: () => void deleteView(current, tools) }]),
    'separator',
    ...problems.map((problem) => ({
      label: problem,
      icon: 'warning',
      run: () => tools.actions.tell({ text: problem, undo: null, failed: true }),
    })),
  ];
}

function labelOf({ name, shared }: ViewName): string {
  return shared ? `${name} (shared)` : name;
}

function isOf(view: ViewName, name: ViewName | null): boolean {
  return name !== null && view.name === name.name && view.shared === name.shared;
}

/** Resolves to whether it is saved. */
async function saveView(view: SavedView, { client, actions }: MenuTools): Promise<boolean> {
  try {
    const { file } = await client.ask('views/save', view);
    actions.applyView(view);
    const where = view.shared ? ` as ${file.split(/[\\/]/).slice(-3).join('/')}, to be committed` : '';
    actions.tell({ text: `View '${view.name}' saved${where}.`, undo: null, failed: false });
    return true;
  } catch (thrown) {
    actions.tell({ text: `The view was not saved: ${toError(thrown).message}`, undo: null, failed: true });
    return false;
  }
}

/** One's own view becomes one of all: its file moves to the folder that Git sees. */
async function shareView(view: SavedView, views: readonly SavedView[], tools: MenuTools): Promise<void> {
  const question = {
    title: `Share View '${view.name}'`,
    text: 'There is a shared view of that name, which this one replaces.',
    action: 'Replace',
  };
  if (views.some((other) => isOf(other, { name: view.name, shared: true })) && !(await askWhether(question))) return;
  if (!(await saveView({ ...view, shared: true }, tools))) return;
  await tools.client.ask('views/delete', { name: view.name, shared: false }).catch(() => undefined); // It is saved twice then.
}

async function saveAs(views: readonly SavedView[], tools: MenuTools): Promise<void> {
  const { state } = tools.model();
  if (state === null) return;
  const name = await askText({
    title: 'Save View As',
    label: 'Name',
    value: state.applied?.name ?? '',
    action: 'Save',
    problem: (text) => {
      if (text.trim() === '') return 'A view needs a name.';
      return text.trim().length > 80 ? 'A name has at most 80 characters.' : null;
    },
    note: (text) =>
      views.some((view) => !view.shared && view.name === text.trim()) ? 'Replaces your view of that name.' : null,
  });
  if (name !== null) await saveView({ name, shared: false, layout: state.layout }, tools);
}

async function deleteView({ name, shared }: ViewName, { client, actions }: MenuTools): Promise<void> {
  const sure = await askWhether({
    title: `Delete View '${name}'`,
    text: shared
      ? 'Its file is deleted from .modeltrail/views; others lose it with your next commit. The table stays as it is.'
      : 'The table stays as it is, and can be saved as a view again.',
    action: 'Delete',
  });
  if (!sure) return;
  try {
    await client.ask('views/delete', { name, shared });
    actions.forgetView();
    actions.tell({ text: `View '${name}' deleted.`, undo: null, failed: false });
  } catch (thrown) {
    actions.tell({ text: `The view was not deleted: ${toError(thrown).message}`, undo: null, failed: true });
  }
}
