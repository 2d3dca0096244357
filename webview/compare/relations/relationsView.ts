import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, fullNumber, plural } from '../../../src/protocol/format';
import { checkbox, choice, textButton } from '../../shared/controls';
import type { ViewClient } from '../../shared/rpc';
import type { CompareActions } from '../actions';
import type { ShownRun } from '../model';
import { sharedPrimary } from '../primary';
import { rememberLast } from '../rememberLast';
import type { CompareState } from '../state';
import { moved } from '../state';
import type { CompareData } from '../model';
import { allColumns, startAxes, toAxis, type Axis } from './axes';
import { axisList } from './axisList';
import { describeBrushes, describePlot } from './describe';
import { selectedRuns } from './brush';
import type { RelationChoice } from './choice';
import { columnField } from './columnField';
import { legend } from './paint';
import './relationPlot';
import { withChange, type BrushChange } from './relationChange';

interface RelationsContext {
  readonly intent: CompareState;
  readonly data: CompareData;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

const kinds = [
  ['parallel', 'Parallel coordinates'],
  ['scatter', 'Scatter'],
] as const;

type DrawnRun = ShownRun & { readonly row: NonNullable<ShownRun['row']> };

const columnsOf = rememberLast((rows: CompareData['rows']) => allColumns(rows));

/** Params against metrics: parallel coordinates or a scatter plot, whose brushes choose runs for the rest of the page. */
export function relationsView(runs: readonly ShownRun[], context: RelationsContext): TemplateResult {
  const drawn = runs.filter((run): run is DrawnRun => !run.hidden && run.row !== null);
  return html`<section aria-labelledby="relations-title">
    <h2 id="relations-title">Params and metrics</h2>
    ${drawn.length === 0 ? html`<p class="empty">All runs are hidden. Show one with the eye in its chip.</p>` : relations(drawn, context)}
  </section>`;
}

function relations(runs: readonly DrawnRun[], { intent, data, actions, client }: RelationsContext): TemplateResult {
  const rows = runs.map(({ row }) => row);
  const { relation } = intent;
  const columns = columnsOf(data.rows);
  const set = (change: Partial<RelationChoice>): void => actions.chooseRelation(() => change);
  const auto = startAxes(rows, sharedPrimary(rows, data.experiments));
  const axes = axesOf(relation, auto).map((column) => toAxis(column, rows, relation.log.includes(column)));
  const colour =
    relation.colour === null ? null : toAxis(relation.colour, rows, relation.log.includes(relation.colour));
  if (axes.length === 0) return html`<p class="empty">The shown runs have neither params nor metrics yet.</p>`;
  const order = axes.map(({ column }) => column);
  const onBrush = (change: BrushChange): void =>
    actions.chooseRelation(({ brushes }) => ({ brushes: withChange(brushes, change) }));
  const onMove = (column: string, to: number): void => set({ axes: [...moved(order, order.indexOf(column), to)] });
  const onLog = (column: string, log: boolean): void =>
    actions.chooseRelation((now) => ({
      log: log ? [...now.log, column] : now.log.filter((other) => other !== column),
    }));
  const isParallel = relation.kind === 'parallel';
  const selected = selectedRuns(axes, relation.brushes);
  const field = (id: string, onChange: (column: string) => void) => ({ id, columns, onChange });
  return html`<div class="toolbar">
      ${choice('Plot', relation.kind, kinds, (kind) => set({ kind }))}
      ${
        isParallel
          ? columnField('Add axis', '', {
              ...field('add-axis', (column) => {
                if (column !== '' && !order.includes(column)) set({ axes: [...order, column] });
              }),
              placeholder: 'params.… or metrics.…',
            })
          : html`${columnField(
              'X',
              order[0] ?? '',
              field('x-axis', (x) => set({ x: x || null })),
            )}
            ${columnField(
              'Y',
              order[1] ?? '',
              field('y-axis', (y) => set({ y: y || null })),
            )}`
      }
      ${columnField('Colour by', relation.colour ?? '', { ...field('colour-axis', (column) => set({ colour: column || null })), placeholder: 'run' })}
      ${colour?.canLog === true && !order.includes(colour.column) ? checkbox('Log colour', colour.log, (log) => onLog(colour.column, log)) : nothing}
    </div>
    <div class="relation">
      <div class="scroll" tabindex="0" role="region" aria-label="Plot">
        <relation-plot
          .input=${{ kind: relation.kind, runs, axes, colour, brushes: relation.brushes, onBrush, onMove }}
        ></relation-plot>
      </div>
      ${legend(colour)}
    </div>
    ${selectionBar(runs, { axes, selected, relation, set, actions, client })}
    ${axisList(axes, {
      brushes: relation.brushes,
      onBrush,
      onLog,
      ...(isParallel && {
        onMove,
        onRemove: (column: string) => set({ axes: order.filter((other) => other !== column) }),
      }),
    })}
    <p class="muted small">${describePlot(relation.kind, axes, { runs: runs.length, selected })}</p>
    ${twin(runs, axes, selected)}`;
}

/** The columns of the present plot: those that were chosen, or those that tell most. */
function axesOf({ kind, axes, x, y }: RelationChoice, auto: readonly string[]): readonly string[] {
  if (kind === 'parallel') return axes ?? auto;
  const [first, last] = [auto[0], auto.at(-1)];
  return [x ?? first, y ?? last].filter((column) => column !== undefined);
}

interface SelectionContext {
  readonly axes: readonly Axis[];
  readonly selected: readonly boolean[] | null;
  readonly relation: RelationChoice;
  readonly set: (change: Partial<RelationChoice>) => void;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

/** What may be done with the selected runs. */
function selectionBar(
  runs: readonly DrawnRun[],
  { axes, selected, relation, set, actions, client }: SelectionContext,
): TemplateResult {
  if (selected === null) {
    return html`<p class="muted small">
      ${relation.kind === 'scatter' ? 'Drag a box' : 'Drag along an axis'}, or type a range below, to select runs.
    </p>`;
  }
  const chosen = runs.filter((_, index) => selected[index] === true).map((run) => run.id);
  const clear = (): void =>
    set({ brushes: withChange(relation.brushes, Object.fromEntries(axes.map(({ column }) => [column, null]))) });
  return html`<p class="buttons selection" role="status">
      <span
        ><b>${plural(chosen.length, 'run')}</b> of ${runs.length} selected:
        ${describeBrushes(axes, relation.brushes)}.</span
      >
    </p>
    <p class="buttons">
      ${
        chosen.length === 0
          ? nothing
          : html`${textButton('Hide Others', () => actions.showOnly(chosen), { icon: 'eye-closed' })}
            ${textButton('Keep Only These', () => actions.keepOnly(chosen), { icon: 'filter' })}
            ${textButton('Open in Table', () => client.command({ name: 'openTable', ids: chosen }), { icon: 'table' })}`
      }
      ${textButton('Clear Selection', clear)}
    </p>`;
}

function twin(runs: readonly DrawnRun[], axes: readonly Axis[], selected: readonly boolean[] | null): TemplateResult {
  return html`<details class="twin">
    <summary>As a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Values of the plot">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            ${selected === null ? nothing : html`<th scope="col">Selected</th>`}
            ${axes.map(({ column }) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${runs.map(
            (run, index) =>
              html`<tr>
                <th scope="row">${run.name}</th>
                ${selected === null ? nothing : html`<td>${selected[index] === true ? 'yes' : 'no'}</td>`}
                ${axes.map((axis) => valueCell(axis, index))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function valueCell(axis: Axis, index: number): TemplateResult {
  const value = axis.values[index] ?? null;
  if (value === null) return html`<td class="muted">no value</td>`;
  return typeof value === 'number'
    ? html`<td class="number" title=${fullNumber(value)}>${formatNumber(value)}</td>`
    : html`<td>${value.length > 200 ? `${value.slice(0, 200)}…` : value}</td>`;
}
