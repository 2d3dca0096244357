import type { ExperimentRow } from '../../src/protocol/rpc';
import type { Staleness } from '../../src/protocol/staleness';
import type { ShownColumn, TableOrder } from '../../src/protocol/table';
import type { PopupAnchor } from '../shared/popup';
import type { Connection } from '../shared/rpc';
import { columnSource } from './columns';
import type { TableItem } from './items';
import { firstColumns } from './layout';
import { RowCache } from './rowCache';
import { nothingSelected, type Selection } from './selection';
import type { TableState } from './state';

/** What opens over the table, below an element or at a point of the window in CSS pixels. */
export type TableMenu =
  | { readonly kind: 'header'; readonly column: string; readonly at: PopupAnchor }
  | { readonly kind: 'runs'; readonly ids: readonly string[]; readonly at: PopupAnchor }
  | { readonly kind: 'columns' | 'views'; readonly at: PopupAnchor };

/** A line that says what was done or what failed; `undo` is the number to take it back by. */
export interface Notice {
  readonly text: string;
  readonly undo: number | null;
  readonly failed: boolean;
}

export interface Extremes {
  readonly min: number;
  readonly max: number;
}

/** Everything the page draws. */
export interface TableModel {
  readonly state: TableState | null;
  readonly trusted: boolean;
  readonly connection: Connection;
  readonly experiments: readonly ExperimentRow[];
  /** Null until the first answer. */
  readonly order: TableOrder | null;
  /** The question that `order` answers: another one starts at the top. */
  readonly orderOf: string;
  /** The rows of the grid, from `order` and the groups that are open. */
  readonly items: readonly TableItem[];
  /** Owned by the reader; what it holds changes, and then the page is drawn anew. */
  readonly rows: RowCache;
  readonly selection: Selection;
  /** Runs that are ticked for the comparison, in this table or not. */
  readonly ticks: ReadonlySet<string>;
  readonly extremes: ReadonlyMap<string, Extremes>;
  /** Null: not asked for. */
  readonly differing: ReadonlySet<string> | null;
  readonly staleness: ReadonlyMap<string, Staleness>;
  /** The answer to another question than that of `order` is awaited. */
  readonly reading: boolean;
  readonly error: Error | null;
  readonly notice: Notice | null;
  readonly editing: { readonly id: string; readonly column: string } | null;
}

export interface PrimaryMetric {
  readonly column: string;
  readonly direction: 'max' | 'min';
}

/** The metric that all experiments of the table name as theirs; null when they name none, or several. */
export function primaryMetric({ experiments, state }: Pick<TableModel, 'experiments' | 'state'>): PrimaryMetric | null {
  const wanted = state?.layout.query.experimentIds;
  const among = experiments.filter(({ id, runs }) => (wanted === undefined ? runs > 0 : wanted.includes(id)));
  const [first] = among;
  const metric = first?.primaryMetric ?? null;
  if (metric === null) return null;
  const isCommon = among.every(
    ({ primaryMetric: other }) => other?.key === metric.key && other.direction === metric.direction,
  );
  return isCommon ? { column: `metrics.${metric.key}`, direction: metric.direction } : null;
}

/** Which values of a column are better: as the user said for it, or as its experiment does. Never guessed. */
export function directionOf(
  model: Pick<TableModel, 'experiments' | 'state'>,
  shown: ShownColumn,
): 'max' | 'min' | null {
  if (shown.better !== undefined) return shown.better;
  const primary = primaryMetric(model);
  return primary?.column === shown.column ? primary.direction : null;
}

/** The columns that were chosen; until then what every run has. */
export function layoutColumns(model: Pick<TableModel, 'experiments' | 'state'>): readonly ShownColumn[] {
  const chosen = model.state?.layout.columns ?? [];
  return chosen.length > 0 ? chosen : firstColumns([], primaryMetric(model)?.column ?? null);
}

/** The columns that are drawn: the chosen ones, or those of them in which the runs differ and the name. */
export function shownColumns(model: Pick<TableModel, 'experiments' | 'state' | 'differing'>): readonly ShownColumn[] {
  const { state, differing } = model;
  const columns = layoutColumns(model);
  if (state?.layout.onlyDiffering !== true || differing === null) return columns;
  return columns.filter(({ column }) => column === 'name' || differing.has(column));
}

/** The question that says which runs the table holds, without their order. */
export function whichRuns({ ids, layout }: TableState): {
  readonly experimentIds?: string[];
  readonly ids?: string[];
  readonly filter: string;
  readonly view: 'active' | 'deleted' | 'all';
} {
  const { experimentIds, filter, view } = layout.query;
  return { experimentIds, ids, filter, view };
}

/** Columns that are numbers for a group's mean. */
export function aggregated(columns: readonly ShownColumn[]): readonly string[] {
  return columns
    .map(({ column }) => column)
    .filter((column) => column === 'duration' || ['metric', 'param'].includes(columnSource(column).kind))
    .slice(0, 200);
}

export function startModel(): TableModel {
  return {
    state: null,
    trusted: false,
    connection: 'connected',
    experiments: [],
    order: null,
    orderOf: '',
    items: [],
    rows: new RowCache(),
    selection: nothingSelected,
    ticks: new Set(),
    extremes: new Map(),
    differing: null,
    staleness: new Map(),
    reading: false,
    error: null,
    notice: null,
    editing: null,
  };
}
