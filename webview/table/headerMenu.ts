import type { ShownColumn } from '../../src/protocol/table';
import type { MenuEntry } from '../shared/menu';
import type { QueryBox } from '../shared/queryBox';
import { columnSource, columnTitle, type Fact } from './columns';
import type { SortKeys } from './layout';
import type { MenuTools } from './menuTools';
import { directionOf, layoutColumns } from './model';

/** What may be done with a column, from its header. */
export function headerMenu(column: string, tools: MenuTools): readonly MenuEntry[] {
  const { actions } = tools;
  const model = tools.model();
  const shown = layoutColumns(model).find((each) => each.column === column);
  if (shown === undefined || model.state === null) return [];
  const { group } = model.state.layout.query;
  const pinned = shown.pinned === true;
  const term = filterTerm(column);
  return [
    ...sortEntries(column, tools),
    'separator',
    ...(term === null ? [] : [{ label: 'Filter by…', icon: 'filter', run: () => proposeTerm(term) }]),
    {
      label: group === column ? 'Do Not Group' : 'Group by This Column',
      icon: 'group-by-ref-type',
      run: () => actions.setQuery({ group: group === column ? null : column }),
    },
    'separator',
    ...betterEntries(shown, tools),
    'separator',
    {
      label: pinned ? 'Unpin' : 'Pin Left',
      icon: pinned ? 'pinned' : 'pin',
      run: () => actions.changeColumn(column, { pinned: !pinned }),
    },
    { label: 'Fit to Values', icon: 'arrow-both', run: () => actions.fit(column) },
    {
      label: 'Hide',
      icon: 'eye-closed',
      disabled: column === 'name',
      run: () => actions.showColumns([column], false),
    },
    'separator',
    { label: 'Copy Name', icon: 'copy', run: () => actions.copy(columnTitle(column)) },
    { label: 'Copy Values', icon: 'copy', run: () => actions.copyRuns(model.order?.ids ?? [], [column]) },
  ];
}

function sortEntries(column: string, { model, actions }: MenuTools): readonly MenuEntry[] {
  const sort: SortKeys = model().state?.layout.query.sort ?? [];
  const own = sort.find((key) => key.column === column);
  const others = sort.filter((key) => key.column !== column);
  const entry = (label: string, descending: boolean): MenuEntry => ({
    label,
    checked: own?.descending === descending,
    run: () => actions.setSort([{ column, descending }]),
  });
  return [
    entry('Sort Ascending', false),
    entry('Sort Descending', true),
    ...(others.length === 0 || own !== undefined
      ? []
      : [{ label: 'Add to Sorting', icon: 'add', keys: 'Shift+Click', run: () => actions.sortBy(column, true) }]),
    ...(own === undefined ? [] : [{ label: 'Do Not Sort', icon: 'close', run: () => actions.setSort(others) }]),
  ];
}

function betterEntries(shown: ShownColumn, { model, actions }: MenuTools): readonly MenuEntry[] {
  if (columnSource(shown.column).kind !== 'metric') return [];
  const direction = directionOf(model(), shown);
  const entry = (label: string, better: 'max' | 'min'): MenuEntry => ({
    label,
    checked: direction === better,
    run: () => actions.changeColumn(shown.column, { better: direction === better ? undefined : better }),
  });
  return [entry('Higher Is Better', 'max'), entry('Lower Is Better', 'min')];
}

/** Puts the beginning of a term behind what the filter box holds, with the caret there and completions of what may follow. */
function proposeTerm(term: string): void {
  void document.querySelector<QueryBox>('query-box')?.propose(term);
}

const factTerms: Readonly<Partial<Record<Fact, string>>> = {
  name: 'run_name ILIKE ',
  status: 'status = ',
  started: 'started > ',
  ended: 'ended > ',
  duration: 'duration > ',
  user: 'user_id = ',
  experiment: 'experiment = ',
  id: 'run_id = ',
  note: 'note CONTAINS ',
  starred: 'starred = ',
  data: 'dataset.name = ',
  'git.commit': 'git.commit = ',
  'git.branch': 'git.branch = ',
  'git.dirty': 'git.dirty = ',
};

const plainKey = /^[A-Za-z_][A-Za-z0-9_/-]*$/;

/** The beginning of a term on a column in the search language; null where it has no word for it. */
export function filterTerm(column: string): string | null {
  const source = columnSource(column);
  switch (source.kind) {
    case 'fact':
      return factTerms[source.key] ?? null;
    case 'unknown':
      return null;
    default: {
      const key = quoteKey(source.key);
      return key === null ? null : `${source.kind}s.${key} ${source.kind === 'metric' ? '>' : '='} `;
    }
  }
}

function quoteKey(key: string): string | null {
  if (plainKey.test(key)) return key;
  const quote = ['`', '"'].find((each) => !key.includes(each));
  return quote === undefined ? null : `${quote}${key}${quote}`;
}
