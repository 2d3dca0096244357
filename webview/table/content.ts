import { formatCount } from '../../src/protocol/format';
import type { ShownColumn } from '../../src/protocol/table';
import type { GridCell, GridContent, GridHeader, GridRow } from '../shared/grid';
import { isNumber, runCell, type CellContext } from './cells';
import { columnSource, columnTitle, columnWidth, isNumeric, tickColumn } from './columns';
import { groupCell } from './groupCells';
import { runsOf, type TableItem } from './items';
import { directionOf, layoutColumns, shownColumns, type TableModel } from './model';

const tickWidth = 48;

/** What the grid shows of the page's model; `editor` stands in the cell that is being edited. */
export function gridContent(model: TableModel, editor: HTMLElement | null): GridContent {
  const { items, state, editing } = model;
  const grouped = (state?.layout.query.group ?? null) !== null;
  const columns = shownColumns(model);
  const context = cellContext(model);
  const drawn = new Map<TableItem, GridRow>();
  const active = state?.active ?? null;
  const kept = editing === null ? -1 : items.findIndex(({ key }) => key === editing.id);
  return {
    label: `Runs, ${formatCount(model.order?.total ?? 0)} in all`,
    columns: [
      { id: tickColumn, width: tickWidth, pinned: true },
      ...columns.map((shown) => ({
        id: shown.column,
        width: columnWidth(shown, grouped),
        pinned: shown.pinned ?? false,
      })),
    ],
    rowCount: items.length,
    row(index) {
      const item = items[index];
      if (item === undefined) throw new RangeError(`There is no row ${index}.`);
      const known = drawn.get(item);
      if (known !== undefined) return known;
      const row = toRow(item, model, { context, editor });
      drawn.set(item, row);
      return row;
    },
    header: (column) => headerOf(column, model, columns),
    active:
      active === null
        ? null
        : { row: active.row === null ? -1 : items.findIndex(({ key }) => key === active.row), column: active.column },
    kept: kept === -1 ? null : kept,
  };
}

export function cellContext(model: TableModel): CellContext {
  const { extremes, state, ticks, staleness } = model;
  const bests = new Map<string, number>();
  for (const shown of layoutColumns(model)) {
    const known = extremes.get(shown.column);
    const direction = known === undefined ? null : directionOf(model, shown);
    if (known !== undefined && direction !== null) bests.set(shown.column, known[direction]);
  }
  return { now: Date.now(), bests, bars: state?.layout.bars === true ? extremes : new Map(), ticks, staleness };
}

function toRow(
  item: TableItem,
  model: TableModel,
  { context, editor }: { context: CellContext; editor: HTMLElement | null },
): GridRow {
  const cells = new Map<string, GridCell>();
  const runs = runsOf(item, model.order?.ids ?? []);
  const draw = item.kind === 'run' ? runDrawer(item.id, model, { context, editor }) : groupDrawer(item, model);
  return {
    key: item.key,
    classes: item.kind === 'group' ? 'group' : item.inGroup ? 'in-group' : '',
    selected: runs.length > 0 && runs.every((id) => model.selection.ids.has(id)),
    cell(column) {
      const known = cells.get(column) ?? draw(column);
      cells.set(column, known);
      return known;
    },
  };
}

function runDrawer(
  id: string,
  { rows, editing }: TableModel,
  { context, editor }: { context: CellContext; editor: HTMLElement | null },
): (column: string) => GridCell {
  const run = rows.get(id);
  return (column) => {
    const isRead = column === tickColumn || rows.knows(id, column);
    const cell = runCell(column, isRead ? run : undefined, context);
    if (editor === null || editing?.id !== id || editing.column !== column) return cell;
    return { ...cell, classes: `${cell.classes} editing`, editor };
  };
}

function groupDrawer(item: Extract<TableItem, { kind: 'group' }>, model: TableModel): (column: string) => GridCell {
  const columns = layoutColumns(model);
  const context = {
    isSeed: model.state?.layout.query.group === 'seed',
    expanded: item.expanded,
    directionOf: (column: string) => {
      const shown = columns.find((other) => other.column === column);
      return shown === undefined ? null : directionOf(model, shown);
    },
  };
  return (column) =>
    column === tickColumn ? { text: '', title: '', label: '', classes: '' } : groupCell(column, item.group, context);
}

function headerOf(column: string, model: TableModel, columns: readonly ShownColumn[]): GridHeader {
  if (column === tickColumn) {
    return { title: '', hint: 'In the comparison', numeric: false, sort: null, rank: null, fixed: true };
  }
  const sort = model.state?.layout.query.sort ?? [];
  const at = sort.findIndex((key) => key.column === column);
  const key = sort[at];
  const shown = columns.find((other) => other.column === column);
  const direction = shown === undefined ? null : directionOf(model, shown);
  const better = direction === null ? '' : direction === 'max' ? '\nHigher is better' : '\nLower is better';
  return {
    title: columnTitle(column),
    hint: `${column}${better}\nClick sorts, Shift+click adds a sort key`,
    numeric: isNumeric(column) || isNumericParam(column, model),
    sort: key === undefined ? null : key.descending ? 'descending' : 'ascending',
    rank: key !== undefined && sort.length > 1 ? at + 1 : null,
    fixed: false,
  };
}

const sampled = 20;

/** A param's header stands over its numbers, which are most of its values. */
function isNumericParam(column: string, { rows, order }: TableModel): boolean {
  const { kind, key } = columnSource(column);
  if (kind !== 'param') return false;
  if (order?.groups?.[0]?.cells.some((cell) => cell.column === column)) return true;
  const values = rows.sample(sampled).flatMap(({ params }) => (Object.hasOwn(params, key) ? [params[key] ?? ''] : []));
  return values.filter(isNumber).length > values.length / 2;
}
