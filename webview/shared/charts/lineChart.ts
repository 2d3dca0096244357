import { Chart, LinearScale, LogarithmicScale, type ChartOptions } from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { formatNumber } from '../../../src/protocol/format';
import type { CanvasTheme } from '../theme';
import { linesPlugin, type Drawing } from './drawLines';
import type { Range } from './extent';
import type { ChartPicture } from './lines';
import { relativeLabel, timeTicks, wallLabel } from './ticks';

Chart.register(LinearScale, LogarithmicScale, zoomPlugin);

export interface LineChartEvents {
  /** A person chose these ranges by a box, by panning or by the wheel; null keeps the axis as it was. */
  onZoom(zoom: { readonly x: Range | null; readonly y: Range | null }): void;
}

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface LineChartSetup {
  readonly drawing: Drawing;
  readonly size: Size;
  readonly events: LineChartEvents;
}

/** One canvas: owns its Chart.js instance from construction to {@link destroy}. */
export class LineChart {
  readonly #chart: Chart<'line'>;
  #drawing: Drawing;
  #size: Size;
  /** The plugin holds this very object, which follows the theme. */
  readonly #box = { enabled: true, threshold: 6, backgroundColor: '' };
  #begin: { readonly x: number; readonly y: number } | null = null;
  #end: { readonly x: number; readonly y: number } | null = null;

  constructor(canvas: HTMLCanvasElement, { drawing, size, events }: LineChartSetup) {
    this.#drawing = drawing;
    this.#size = size;
    // Chart.js draws at once, at the size it finds.
    canvas.width = size.width;
    canvas.height = size.height;
    this.#box.backgroundColor = drawing.theme.selection;
    const report = ({ chart }: { chart: Chart }): void => {
      const moved = (axis: 'x' | 'y'): Range | null => {
        const [scale, before] = [chart.scales[axis], this.#drawing.picture[axis]];
        if (scale === undefined || (scale.min === before.min && scale.max === before.max)) return null;
        return { min: scale.min, max: scale.max };
      };
      events.onZoom({ x: moved('x'), y: moved('y') });
    };
    canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      this.#end = { x: offsetX, y: offsetY };
    });
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        ...chartOptions(drawing),
        plugins: {
          zoom: {
            pan: { enabled: true, modifierKey: 'shift', mode: 'xy', threshold: 3, onPanComplete: report },
            zoom: {
              drag: this.#box,
              wheel: { enabled: true },
              mode: () => this.#boxMode(),
              onZoomStart: ({ event, point }) => {
                this.#begin = event.type === 'wheel' ? null : { x: point.x ?? 0, y: point.y ?? 0 };
                this.#end = null;
                // Without focus the wheel scrolls the page.
                return event.type !== 'wheel' || document.activeElement === canvas;
              },
              onZoomComplete: report,
            },
          },
        },
      },
      plugins: [linesPlugin(() => this.#drawing)],
    });
  }

  update(drawing: Drawing): void {
    this.#drawing = drawing;
    Object.assign(this.#chart.options, chartOptions(drawing), { plugins: this.#chart.options.plugins });
    this.#box.backgroundColor = drawing.theme.selection;
    this.#chart.update('none');
  }

  resize(size: Size): void {
    if (this.#size.width === size.width && this.#size.height === size.height) return;
    this.#size = size;
    this.#chart.resize(size.width, size.height);
  }

  /** The value at a pixel of the canvas; null outside the plot. */
  valueAt(offsetX: number, offsetY: number): { readonly x: number; readonly y: number } | null {
    const { left, right, top, bottom } = this.#chart.chartArea;
    if (offsetX < left || offsetX > right || offsetY < top || offsetY > bottom) return null;
    const { x, y } = this.#chart.scales;
    if (x === undefined || y === undefined) return null;
    return { x: x.getValueForPixel(offsetX) ?? NaN, y: y.getValueForPixel(offsetY) ?? NaN };
  }

  pixelOf(axis: 'x' | 'y', value: number): number {
    return this.#chart.scales[axis]?.getPixelForValue(value) ?? NaN;
  }

  /** The plot between the axes, in CSS pixels of the canvas. */
  get area(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
    return this.#chart.chartArea;
  }

  destroy(): void {
    this.#chart.destroy();
  }

  /** A flat box zooms along x alone, a tall one along y alone, and a real box along both. */
  #boxMode(): 'x' | 'y' | 'xy' {
    if (this.#begin === null || this.#end === null) return 'x';
    const width = Math.abs(this.#end.x - this.#begin.x);
    const height = Math.abs(this.#end.y - this.#begin.y);
    if (height < 12) return 'x';
    return width < 12 ? 'y' : 'xy';
  }
}

function chartOptions({ picture, theme }: Drawing): ChartOptions<'line'> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: false,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 6, right: 10 } },
    scales: { x: xAxis(picture, theme), y: yAxis(picture, theme) },
  };
}

type Axis = NonNullable<ChartOptions<'line'>['scales']>[string];

function axisLook(theme: CanvasTheme): object {
  return {
    grid: { color: theme.grid, tickColor: theme.grid },
    border: { color: theme.axis },
  };
}

function xAxis({ x, options }: ChartPicture, theme: CanvasTheme): Axis {
  const { x: kind } = options;
  const label = (value: number): string => {
    if (kind === 'step') return Number.isInteger(value) ? formatNumber(value) : '';
    if (kind === 'metric') return formatNumber(Number(value.toPrecision(6)));
    return kind === 'relative' ? relativeLabel(Number(value.toPrecision(6))) : wallLabel(value, x.max - x.min);
  };
  return {
    type: options.logX ? 'logarithmic' : 'linear',
    min: x.min,
    max: x.max,
    ...axisLook(theme),
    ticks: {
      ...tickLook(theme),
      maxTicksLimit: 7,
      maxRotation: 0,
      includeBounds: false,
      callback: (value) => label(Number(value)),
    },
    afterBuildTicks: (scale) => {
      if (kind === 'step' || kind === 'metric' || options.logX) return;
      scale.ticks = timeTicks(x, Math.max(2, Math.floor(scale.width / 90)), kind).map((value) => ({ value }));
    },
  };
}

function yAxis({ y, options }: ChartPicture, theme: CanvasTheme): Axis {
  return {
    type: options.logY ? 'logarithmic' : 'linear',
    min: y.min,
    max: y.max,
    ...axisLook(theme),
    ticks: {
      ...tickLook(theme),
      maxTicksLimit: 6,
      includeBounds: false,
      callback: (value) => formatNumber(Number(Number(value).toPrecision(6))),
    },
  };
}

function tickLook(theme: CanvasTheme): object {
  return { color: theme.muted, font: { family: theme.fontFamily, size: theme.fontSize } };
}
