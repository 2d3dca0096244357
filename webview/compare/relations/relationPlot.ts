import { render, type TemplateResult } from 'lit';
import type { ShownRun } from '../model';
import type { Axis } from './axes';
import { placeOf } from './axes';
import { brushBetween, brushOf, selectedRuns, type Brushes } from './brush';
import { describePlot } from './describe';
import { paintOf } from './paint';
import { parallelLayout, parallelPlot } from './parallelPlot';
import type { Plot } from './plot';
import { withChange, type BrushChange } from './relationChange';
import { scatterLayout, scatterPlot } from './scatterPlot';

export interface RelationInput {
  readonly kind: 'parallel' | 'scatter';
  readonly runs: readonly ShownRun[];
  readonly axes: readonly Axis[];
  readonly colour: Axis | null;
  readonly brushes: Brushes;
  readonly onBrush: (change: BrushChange) => void;
  /** An axis was dragged to another place. */
  readonly onMove: (column: string, to: number) => void;
}

interface Drag {
  readonly grip: 'brush' | 'move' | 'box';
  readonly column: string;
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

/** A shorter way is a click. */
const shortestDrag = 4;

/**
 * `<relation-plot>`: runs over their params and metrics. A stretch is dragged on an axis, a box in the scatter plot, an axis
 * by its title; what a drag will choose shows while it goes on, and is told when it ends. Esc gives a drag up.
 */
export class RelationPlot extends HTMLElement {
  #input: RelationInput | null = null;
  #drag: Drag | null = null;
  #width = 0;
  #stop: () => void = () => undefined;

  set input(input: RelationInput) {
    this.#input = input;
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    const sized = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    });
    sized.observe(this);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') this.#setDrag(null);
    };
    window.addEventListener('keydown', onKey);
    this.#stop = () => {
      sized.disconnect();
      window.removeEventListener('keydown', onKey);
    };
    this.onpointerdown = (event) => this.#start(event);
    this.onpointermove = (event) => {
      if (this.#drag !== null) this.#setDrag({ ...this.#drag, to: this.#pointOf(event) });
    };
    this.onpointerup = () => this.#end();
    this.onpointercancel = () => this.#setDrag(null);
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  #pointOf(event: PointerEvent): { x: number; y: number } {
    const box = this.querySelector('svg')?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }

  #start(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const grip = event.target.closest<SVGElement>('[data-grip]')?.dataset['grip'];
    if (grip !== 'brush' && grip !== 'move' && grip !== 'box') return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const column = event.target.closest<SVGElement>('[data-column]')?.dataset['column'] ?? '';
    const at = this.#pointOf(event);
    this.#setDrag({ grip, column, from: at, to: at });
  }

  #setDrag(drag: Drag | null): void {
    this.#drag = drag;
    this.#draw();
  }

  #end(): void {
    const [drag, input] = [this.#drag, this.#input];
    this.#setDrag(null);
    if (drag === null || input === null) return;
    const { kind, axes, onBrush, onMove } = input;
    const isClick = Math.hypot(drag.to.x - drag.from.x, drag.to.y - drag.from.y) < shortestDrag;
    if (drag.grip === 'move') {
      if (!isClick) onMove(drag.column, parallelLayout(axes.length, this.#width).nearest(drag.to.x));
      return;
    }
    if (isClick) onBrush(kind === 'parallel' ? this.#clicked(drag, input) : cleared(axes));
    else onBrush(this.#dragged(drag, input));
  }

  /** What a drag chooses. */
  #dragged({ grip, column, from, to }: Drag, { axes }: RelationInput): BrushChange {
    if (grip === 'box') {
      const { placesAt } = scatterLayout(axes, this.#width);
      const [one, other] = [placesAt(from.x, from.y), placesAt(to.x, to.y)];
      const [across, up] = axes;
      if (across === undefined || up === undefined) return {};
      return {
        [across.column]: brushBetween(across, one.x, other.x),
        [up.column]: brushBetween(up, one.y, other.y),
      };
    }
    const axis = axes.find((each) => each.column === column);
    if (axis === undefined) return {};
    const { placeAt } = parallelLayout(axes.length, this.#width);
    return { [column]: brushBetween(axis, placeAt(from.y), placeAt(to.y)) };
  }

  /** A click takes a brush away; on an axis of texts it takes the nearest text in or out. */
  #clicked({ column, to }: Drag, { axes, brushes }: RelationInput): BrushChange {
    const axis = axes.find((each) => each.column === column);
    if (axis?.kind !== 'text') return { [column]: null };
    const place = parallelLayout(axes.length, this.#width).placeAt(to.y);
    const distance = (text: string): number => Math.abs((placeOf(axis, text) ?? Infinity) - place);
    const [nearest] = axis.texts.toSorted((one, other) => distance(one) - distance(other));
    if (nearest === undefined) return {};
    const before = brushOf(axis, brushes);
    const texts = before !== null && 'texts' in before ? before.texts : [];
    const after = texts.includes(nearest) ? texts.filter((text) => text !== nearest) : [...texts, nearest];
    return { [column]: after.length === 0 ? null : { texts: after } };
  }

  #draw(): void {
    if (this.#input !== null && this.#width > 0) render(this.#plot(this.#input), this);
  }

  #plot(input: RelationInput): TemplateResult {
    const { kind, runs, axes, colour } = input;
    const drag = this.#drag;
    const isMoving = drag?.grip === 'move';
    const brushes = drag === null || isMoving ? input.brushes : withChange(input.brushes, this.#dragged(drag, input));
    const selected = selectedRuns(axes, brushes);
    const plot: Plot = {
      runs,
      axes,
      brushes,
      selected,
      paints: paintOf(runs, colour),
      label: describePlot(kind, axes, { runs: runs.length, selected }),
      width: this.#width,
    };
    if (kind === 'parallel') return parallelPlot(isMoving ? this.#moved(plot, drag) : plot);
    const { from, to } = drag ?? {};
    return scatterPlot(plot, from && to ? { x1: from.x, y1: from.y, x2: to.x, y2: to.y } : null);
  }

  /** While an axis is dragged, the plot shows it where it would stand. */
  #moved(plot: Plot, { column, to }: Drag): Plot {
    const at = parallelLayout(plot.axes.length, this.#width).nearest(to.x);
    const axis = plot.axes.find((each) => each.column === column);
    if (axis === undefined) return plot;
    return { ...plot, axes: plot.axes.filter((each) => each !== axis).toSpliced(at, 0, axis) };
  }
}

customElements.define('relation-plot', RelationPlot);

function cleared(axes: readonly Axis[]): BrushChange {
  return Object.fromEntries(axes.map(({ column }) => [column, null]));
}
