import { openMenu } from '../shared/menu';
import { columnTitle } from './columns';
import { headerMenu } from './headerMenu';
import { runsMenu } from './menuRuns';
import type { MenuTools } from './menuTools';
import { layoutColumns, whichRuns, type TableMenu } from './model';
import { openColumnPicker, type PickerTools } from './picker';
import { openViewsMenu } from './savedViews';

/** Opens the menus of a table, its column picker and its views. */
export function tableMenus(tools: MenuTools): (menu: TableMenu) => void {
  const read = readColumns(tools);
  return (menu) => {
    switch (menu.kind) {
      case 'header':
        openMenu(`Column ${columnTitle(menu.column)}`, headerMenu(menu.column, tools), menu.at);
        break;
      case 'runs':
        openMenu('Runs', runsMenu(menu.ids, tools), menu.at);
        break;
      case 'columns':
        openColumnPicker(menu.at, {
          read,
          shown: () => layoutColumns(tools.model()).map(({ column }) => column),
          onChange: (columns, shown) => tools.actions.showColumns(columns, shown),
        });
        break;
      case 'views':
        void openViewsMenu(menu.at, tools);
    }
  };
}

/** Asks for the columns once a question: until the table holds other runs, the answer before is the answer. */
function readColumns({ client, model }: MenuTools): PickerTools['read'] {
  let known: { readonly key: unknown; readonly answer: Awaited<ReturnType<PickerTools['read']>> } | null = null;
  return async (find, signal) => {
    const { state, order } = model();
    if (state === null) return { columns: [], total: 0 };
    if (find === '' && known !== null && known.key === order) return known.answer;
    const answer = await client.ask('runs/columns', { ...whichRuns(state), find }, signal);
    if (find === '') known = { key: order, answer };
    return answer;
  };
}
