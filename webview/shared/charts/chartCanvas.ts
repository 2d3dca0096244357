import { LineChart, type LineChartEvents, type Size } from './lineChart';
import type { Drawing } from './drawLines';

/** The painted part of a chart: its canvas, while there is one, and the cursor's line over it. */
export class ChartCanvas {
  readonly #host: Element;
  readonly #events: LineChartEvents;
  #chart: LineChart | null = null;
  #cursor: number | null = null;
  #drawing: Drawing | null = null;

  constructor(host: Element, events: LineChartEvents) {
    this.#host = host;
    this.#events = events;
  }

  get chart(): LineChart | null {
    return this.#chart;
  }

  /** Draws where the host shows a canvas, and lets go of a canvas that is gone: a table or a message took its place. */
  paint(drawing: Drawing, size: Size): void {
    const canvas = this.#host.querySelector('canvas');
    if (canvas === null) {
      this.destroy();
      return;
    }
    if (size.width === 0) return;
    if (this.#chart === null) {
      this.#chart = new LineChart(canvas, { drawing, size, events: this.#events });
    } else {
      if (drawing !== this.#drawing) this.#chart.update(drawing);
      this.#chart.resize(size);
    }
    this.#drawing = drawing;
    this.#placeCursor();
  }

  /** Moves the cursor to an x, null: hides it; an element of its own, so that no line is drawn again. */
  moveCursor(x: number | null): void {
    this.#cursor = x;
    this.#placeCursor();
  }

  destroy(): void {
    this.#chart?.destroy();
    this.#chart = null;
    this.#drawing = null;
  }

  #placeCursor(): void {
    const line = this.#host.querySelector<HTMLElement>('.cursor-line');
    if (line === null || this.#chart === null) return;
    const { left, right, top, bottom } = this.#chart.area;
    const pixel = this.#cursor === null ? NaN : this.#chart.pixelOf('x', this.#cursor);
    line.hidden = !(pixel >= left && pixel <= right);
    if (line.hidden) return;
    line.style.transform = `translateX(${Math.round(pixel)}px)`;
    line.style.top = `${top}px`;
    line.style.height = `${bottom - top}px`;
  }
}
