import { plural } from '../../src/protocol/format';
import { askText } from '../shared/dialog';
import type { MenuEntry, MenuItem } from '../shared/menu';
import { knownRows, type MenuTools } from './menuTools';

/** More runs than this are no comparison. */
const mostCompared = 100;

/** What may be done with the selected runs: those in the Trash are brought back, or deleted for good. */
export function runsMenu(ids: readonly string[], tools: MenuTools): readonly MenuEntry[] {
  if (ids.length === 0) return [];
  const rows = knownRows(tools.model(), ids);
  const trashed = rows.length > 0 && rows.every(({ deletedAt }) => deletedAt !== null);
  return trashed ? trashMenu(ids, tools) : liveMenu(ids, tools);
}

function trashMenu(ids: readonly string[], tools: MenuTools): readonly MenuEntry[] {
  const many = ids.length > 1;
  return [
    {
      label: many ? `Restore ${plural(ids.length, 'Run')}` : 'Restore',
      icon: 'discard',
      run: () => tools.actions.restoreRuns(ids),
    },
    ...copyEntries(ids, tools),
    'separator',
    {
      label: 'Delete Forever…',
      icon: 'trash',
      run: () => tools.client.command({ name: 'deleteForever', ids: [...ids] }),
    },
  ];
}

function liveMenu(ids: readonly string[], tools: MenuTools): readonly MenuEntry[] {
  const { actions, client, model } = tools;
  const [first = ''] = ids;
  const many = ids.length > 1;
  const ticked = ids.every((id) => model().ticks.has(id));
  return [
    ...(many
      ? [compareItem(ids, tools)]
      : [
          { label: 'Open', icon: 'go-to-file', keys: 'Enter', run: () => actions.openRun(first) },
          {
            label: 'Open to the Side',
            icon: 'split-horizontal',
            run: () => client.command({ name: 'openRun', id: first, beside: true }),
          },
        ]),
    {
      label: ticked ? 'Take Out of Comparison' : 'Tick for Comparison',
      icon: ticked ? 'close' : 'check',
      run: () => actions.tick(ids, !ticked),
    },
    ...(many ? [{ label: 'Open in a Table', icon: 'table', run: () => openTable(ids, tools) }] : []),
    'separator',
    ...(many
      ? []
      : [
          { label: 'Rename', icon: 'edit', keys: 'F2', run: () => actions.edit({ id: first, column: 'name' }) },
          { label: 'Edit Note…', icon: 'note', run: () => void editNote(ids, tools) },
        ]),
    starItem(ids, tools),
    { label: 'Set Tag…', icon: 'tag', run: () => void setTag(ids, tools) },
    {
      label: 'Move to Experiment…',
      icon: 'move',
      run: () => client.command({ name: 'moveRuns', ids: [...ids] }),
    },
    'separator',
    ...copyEntries(ids, tools),
    'separator',
    { label: 'Delete', icon: 'trash', keys: 'Delete', run: () => actions.deleteRuns(ids) },
  ];
}

function openTable(ids: readonly string[], { client }: MenuTools): void {
  client.command({ name: 'openTable', ids: [...ids] });
}

export function compareItem(ids: readonly string[], { client }: MenuTools): MenuItem {
  return {
    label: ids.length > mostCompared ? `Compare (At Most ${mostCompared})` : `Compare ${plural(ids.length, 'Run')}`,
    icon: 'diff',
    disabled: ids.length < 2 || ids.length > mostCompared,
    run: () => client.command({ name: 'openCompare', ids: [...ids] }),
  };
}

/** Stars where one of the runs has none. */
export function starItem(ids: readonly string[], tools: MenuTools): MenuItem {
  const rows = knownRows(tools.model(), ids);
  const starred = rows.length > 0 && rows.every((row) => row.starred);
  const what = plural(ids.length, 'run');
  return {
    label: starred ? 'Remove Star' : 'Star',
    icon: starred ? 'star-full' : 'star-empty',
    run: () =>
      tools.actions.change(ids, { starred: !starred }, starred ? `Star removed from ${what}` : `Starred ${what}`),
  };
}

function copyEntries(ids: readonly string[], { actions, model }: MenuTools): readonly MenuEntry[] {
  const commits = knownRows(model(), ids).flatMap((row) => row.git?.commit ?? []);
  const many = ids.length > 1;
  return [
    { label: many ? 'Copy Ids' : 'Copy Id', icon: 'copy', run: () => actions.copy(ids.join('\n')) },
    ...(commits.length === 0
      ? []
      : [
          {
            label: many ? 'Copy Commits' : 'Copy Commit',
            icon: 'git-commit',
            run: () => actions.copy([...new Set(commits)].join('\n')),
          },
        ]),
  ];
}

async function editNote(ids: readonly string[], tools: MenuTools): Promise<void> {
  const [row] = knownRows(tools.model(), ids);
  const note = await askText({
    title: ids.length === 1 ? `Note of ${row?.name ?? 'the run'}` : `Note of ${plural(ids.length, 'run')}`,
    label: 'Note (Markdown)',
    value: ids.length === 1 ? (row?.note ?? '') : '',
    action: 'Save',
    long: true,
    note: () => (ids.length === 1 ? 'Ctrl+Enter saves.' : 'Replaces the notes that the runs have.'),
  });
  if (note !== null) tools.actions.change(ids, { note }, `Wrote the note of ${plural(ids.length, 'run')}`);
}

/** `key=value`; without `=` the tag is removed. */
export async function setTag(ids: readonly string[], tools: MenuTools): Promise<void> {
  const text = await askText({
    title: ids.length === 1 ? 'Set Tag' : `Set Tag of ${plural(ids.length, 'Run')}`,
    label: 'key=value',
    value: '',
    action: 'Set',
    problem: (typed) => (readTag(typed).key === '' ? 'A tag needs a key.' : null),
    note: (typed) => {
      const { key, value } = readTag(typed);
      return value === null ? `Removes the tag ${key}.` : null;
    },
  });
  if (text === null) return;
  const { key, value } = readTag(text);
  const what = plural(ids.length, 'run');
  const done = value === null ? `Tag ${key} removed from ${what}` : `Tag ${key} set on ${what}`;
  tools.actions.change(ids, { tags: { [key]: value } }, done);
}

function readTag(text: string): { readonly key: string; readonly value: string | null } {
  const at = text.indexOf('=');
  return at < 0
    ? { key: text.trim(), value: null }
    : { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}
