import '../../src/protocol/zodWithoutEval';
import { render } from 'lit';
import { defineControls } from '../shared/controls';
import { defineQueryBox } from '../shared/queryBox';
import { connectView } from '../shared/rpc';
import { createStore } from '../shared/store';
import { tableActions } from './actions';
import { tableMenus } from './menu';
import { startModel, type TableModel } from './model';
import { TableGrid } from './tableGrid';
import { tableView } from './view';
import '../shared/page.css';
import '../shared/grid/grid.css';
import '../shared/popup.css';
import '../shared/queryBox/queryBox.css';
import './table.css';
import './menu.css';
import './picker.css';

const root = document.getElementById('root') ?? document.body;
const client = connectView();
defineControls();
defineQueryBox();

/** How long ago a run started, and how long it has been running, is said anew. */
const clockMs = 10_000;

const grid: TableGrid = new TableGrid(
  () => store.state,
  () => actions,
);
const store = createStore<TableModel>(startModel(), (model) => {
  render(tableView(model, { actions, client, grid }), root);
  if (model.order !== null) grid.draw(model);
});
const actions = tableActions({
  client,
  store,
  widthToFit: (column) => grid.widthToFit(column),
  openMenu: (menu) => menus(menu),
});
const menus = tableMenus({ client, model: () => store.state, actions });

// From wherever the keyboard is on the page, as a search does elsewhere.
document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // Else VS Code would do its own with the key.
  event.stopPropagation();
  root.querySelector<HTMLElement>('query-box')?.focus();
});

setInterval(() => {
  if (document.visibilityState === 'visible') store.set({});
}, clockMs);

actions.start();
