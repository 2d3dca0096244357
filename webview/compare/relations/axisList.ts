import { html, nothing, type TemplateResult } from 'lit';
import { checkbox, iconButton } from '../../shared/controls';
import { numberField } from '../numberField';
import type { Axis } from './axes';
import { brushOf, type Brushes } from './brush';
import type { Brush } from './choice';
import type { BrushChange } from './relationChange';
import { titleOf } from './plot';

export interface AxisListOptions {
  readonly brushes: Brushes;
  readonly onBrush: (change: BrushChange) => void;
  readonly onLog: (column: string, log: boolean) => void;
  /** Absent where the axes have fixed places. */
  readonly onMove?: (column: string, to: number) => void;
  readonly onRemove?: (column: string) => void;
}

const mostTexts = 40;

/** Each axis with its choices, for the keyboard and for exact numbers: range or texts, logarithm, place. */
export function axisList(axes: readonly Axis[], options: AxisListOptions): TemplateResult {
  return html`<ul class="axis-list" aria-label="Axes">
    ${axes.map((axis, index) => html`<li>${axisLine(axis, { index, count: axes.length, options })}</li>`)}
  </ul>`;
}

function axisLine(
  axis: Axis,
  { index, count, options }: { index: number; count: number; options: AxisListOptions },
): TemplateResult {
  const { column } = axis;
  const { brushes, onBrush, onLog, onMove, onRemove } = options;
  const brush = brushOf(axis, brushes);
  return html`<b title=${column}>${titleOf(column)}</b>
    ${axis.kind === 'number' ? rangeFields(axis, brush, onBrush) : textChoices(axis, brush, onBrush)}
    ${axis.kind === 'number' && axis.canLog ? checkbox('Log', axis.log, (log) => onLog(column, log)) : nothing}
    ${axis.missing > 0 ? html`<span class="muted small">${axis.missing} without a value</span>` : nothing}
    <span class="axis-buttons">
      ${brush === null ? nothing : iconButton('clear-all', `Choose all runs on ${column}`, () => onBrush({ [column]: null }))}
      ${onMove === undefined || index === 0 ? nothing : iconButton('arrow-left', `Move ${column} left`, () => onMove(column, index - 1))}
      ${onMove === undefined || index === count - 1 ? nothing : iconButton('arrow-right', `Move ${column} right`, () => onMove(column, index + 1))}
      ${onRemove === undefined || count < 2 ? nothing : iconButton('close', `Remove axis ${column}`, () => onRemove(column))}
    </span>`;
}

function rangeFields({ column }: Axis, brush: Brush | null, onBrush: AxisListOptions['onBrush']): TemplateResult {
  const { min, max } = brush !== null && 'min' in brush ? brush : { min: null, max: null };
  const set = (next: { min: number | null; max: number | null }): void =>
    onBrush({ [column]: next.min === null && next.max === null ? null : next });
  return html`${numberField('from', min, (value) => set({ min: value, max }), { name: `${column} from`, placeholder: 'any' })}
  ${numberField('to', max, (value) => set({ min, max: value }), { name: `${column} to`, placeholder: 'any' })}`;
}

function textChoices(
  { column, texts }: Axis,
  brush: Brush | null,
  onBrush: AxisListOptions['onBrush'],
): TemplateResult {
  const chosen = brush !== null && 'texts' in brush ? brush.texts : [];
  const set = (text: string, on: boolean): void => {
    const next = on ? [...chosen, text] : chosen.filter((other) => other !== text);
    onBrush({ [column]: next.length === 0 ? null : { texts: next } });
  };
  return html`<span class="texts" role="group" aria-label="Values of ${column}">
    ${texts.slice(0, mostTexts).map((text) => checkbox(text.length > 40 ? `${text.slice(0, 40)}…` : text, chosen.includes(text), (on) => set(text, on)))}
    ${texts.length > mostTexts ? html`<span class="muted small">and ${texts.length - mostTexts} more, on the axis</span>` : nothing}
  </span>`;
}
