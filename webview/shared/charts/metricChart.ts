import { render } from 'lit';
import { isAbort, toError } from '../../../src/protocol/errors';
import type { RunColour } from '../../../src/protocol/runColour';
import type { ViewClient } from '../rpc';
import { onThemeChange, readCanvasTheme, type CanvasTheme } from '../theme';
import type { CursorPlace, SharedCursor } from './cursor';
import { chartFrame, type FrameEvents } from './frame';
import { LineChart } from './lineChart';
import { pictureOf, type ChartOptions, type ChartPicture, type RunPoints, type Zoom } from './lines';
import { nearestPoint, readLines, type Reading } from './nearest';
import { SeriesCache } from './seriesCache';
import type { ShownReadings } from './tooltip';
import { keyAction, zoomedBy } from './keyboard';

export interface ChartRun {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  /** Points of the metric in the store, from the run's summary. */
  readonly count: number;
}

export interface ChartInput {
  readonly client: ViewClient;
  readonly cursor: SharedCursor;
  readonly metric: string;
  readonly runs: readonly ChartRun[];
  readonly options: ChartOptions;
}

const everything: Zoom = { x: null, y: null };
const height = 210;
const skeletonAfterMs = 150;

/**
 * `<metric-chart>`: one metric of some runs. It reads its points itself, while it is on the screen, at most two for
 * each pixel of its width, and gives up canvas and points when it leaves the screen.
 */
export class MetricChart extends HTMLElement {
  #input: ChartInput | null = null;
  /** Pages draw for many reasons; a chart only when its own input is another. */
  #inputKey = '';
  #cache: SeriesCache | null = null;
  #chart: LineChart | null = null;
  #picture: ChartPicture | null = null;
  #theme: CanvasTheme = readCanvasTheme();
  #zoom: Zoom = everything;
  #visible = false;
  #width = 0;
  #asTable = false;
  #large = false;
  #slow = false;
  #error: Error | null = null;
  #readings: ShownReadings | null = null;
  #reading: AbortController | null = null;
  /** Counts wishes, so that a read can tell whether another came in meanwhile. */
  #wishes = 0;
  #frame = 0;
  #stops: readonly (() => void)[] = [];

  readonly #events: FrameEvents = {
    again: () => this.#refresh(),
    reset: () => this.#zoomTo(everything),
    toggleTable: () => {
      this.#asTable = !this.#asTable;
      this.#schedule();
    },
    toggleLarge: () => {
      this.#large = !this.#large;
      this.#schedule();
    },
    point: (event) => this.#point(event),
    leave: () => this.#leave(),
    key: (event) => this.#key(event),
  };

  set input(input: ChartInput) {
    const before = this.#input;
    this.#input = input;
    const key = JSON.stringify([input.metric, input.options, input.runs]);
    if (key === this.#inputKey && before?.client === input.client) return;
    this.#inputKey = key;
    if (before?.client !== input.client) this.#cache = new SeriesCache(input.client);
    if (before !== null && (before.metric !== input.metric || before.options.x !== input.options.x)) {
      this.#zoom = everything;
    }
    if (this.isConnected) this.#refresh();
  }

  connectedCallback(): void {
    const watched = new IntersectionObserver((entries) => this.#setVisible(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '200px',
    });
    watched.observe(this);
    const sized = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (width === this.#width) return;
      const finer = wishedPoints(width) > wishedPoints(this.#width);
      this.#width = width;
      if (finer) this.#refresh();
      else this.#schedule();
    });
    sized.observe(this);
    this.#stops = [
      () => watched.disconnect(),
      () => sized.disconnect(),
      onThemeChange(() => {
        this.#theme = readCanvasTheme();
        this.#schedule();
      }),
      this.#input?.cursor.follow(() => this.#followCursor()) ?? (() => undefined),
    ];
    this.#refresh();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#setVisible(false);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) {
      this.#refresh();
      return;
    }
    this.#reading?.abort();
    this.#reading = null;
    this.#readings = null;
    this.#chart?.destroy();
    this.#chart = null;
    // The canvas goes with its chart, so that a hidden chart costs a box and nothing else.
    this.#schedule();
  }

  #refresh(): void {
    this.#schedule();
    if (!this.#visible || this.#input === null) return;
    this.#wishes += 1;
    if (this.#reading === null) void this.#read();
  }

  /** Reads until what is held meets the last wish; one read at a time, so that a fast run cannot pile up questions. */
  async #read(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const timer = setTimeout(() => {
      this.#slow = true;
      this.#schedule();
    }, skeletonAfterMs);
    try {
      let met: number;
      do {
        met = this.#wishes;
        const [input, cache] = [this.#input, this.#cache];
        if (input === null || cache === null) return;
        await cache.read(
          {
            metric: input.metric,
            x: input.options.x,
            range: this.#zoom.x,
            points: wishedPoints(this.#width),
            counts: new Map(input.runs.map((run) => [run.id, run.count])),
          },
          reading.signal,
        );
        this.#error = null;
      } while (met !== this.#wishes);
    } catch (thrown) {
      if (!isAbort(thrown)) this.#error = toError(thrown);
    } finally {
      clearTimeout(timer);
      if (this.#reading === reading) {
        this.#reading = null;
        this.#slow = false;
        this.#schedule();
      }
    }
  }

  #zoomTo(zoom: Zoom): void {
    const rangeChanged = zoom.x !== this.#zoom.x;
    this.#zoom = zoom;
    if (rangeChanged) {
      // A read of the former range would be thrown away: end it.
      this.#reading?.abort();
      this.#reading = null;
      this.#refresh();
    } else this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const input = this.#input;
    if (input === null) return;
    this.#picture = pictureOf(this.#points(input), input.options, this.#zoom);
    this.#renderFrame(input, this.#picture);
    this.#paintCanvas(this.#picture);
  }

  #points(input: ChartInput): readonly RunPoints[] {
    return input.runs.flatMap((run) => {
      const held = this.#cache?.held.get(run.id);
      return held === undefined ? [] : [{ ...run, ...held }];
    });
  }

  #paintCanvas(picture: ChartPicture): void {
    const canvas = this.querySelector('canvas');
    if (canvas === null) {
      // A table or a message stands in its place.
      this.#destroyChart();
      return;
    }
    if (this.#width === 0) return;
    const drawing = { picture, theme: this.#theme, cursor: this.#cursorX() };
    const tall = this.#large ? Math.max(height, Math.round(window.innerHeight * 0.6)) : height;
    if (this.#chart === null) {
      this.#chart = new LineChart(canvas, drawing, {
        onZoom: ({ x, y }) => this.#zoomTo({ x: x ?? this.#zoom.x, y: y ?? this.#zoom.y }),
      });
    } else this.#chart.update(drawing);
    this.#chart.resize(this.#width, tall);
  }

  #cursorX(): number | null {
    const place = this.#input?.cursor.place ?? null;
    return place !== null && place.kind === this.#input?.options.x ? place.x : null;
  }

  #followCursor(): void {
    this.#chart?.moveCursor(this.#cursorX());
  }

  #renderFrame(input: ChartInput, picture: ChartPicture): void {
    this.classList.toggle('large', this.#large);
    render(
      chartFrame(
        {
          metric: input.metric,
          picture,
          zoomed: this.#zoom.x !== null || this.#zoom.y !== null,
          busy: this.#reading !== null,
          slow: this.#slow,
          visible: this.#visible,
          asTable: this.#asTable,
          large: this.#large,
          error: this.#error,
          readings: this.#readings,
        },
        this.#events,
      ),
      this,
    );
  }

  #destroyChart(): void {
    this.#chart?.destroy();
    this.#chart = null;
    this.#readings = null;
  }

  #point(event: PointerEvent): void {
    const [chart, picture] = [this.#chart, this.#picture];
    if (chart === null || picture === null || event.buttons !== 0) return;
    const value = chart.valueAt(event.offsetX, event.offsetY);
    if (value === null) {
      this.#leave();
      return;
    }
    const items = readLines(picture.lines, {
      x: value.x,
      reach: (picture.x.max - picture.x.min) / 20,
      distance: (y) => Math.abs(chart.pixelOf('y', y) - event.offsetY),
    });
    this.#show(items, { kind: picture.options.x, x: items[0]?.x ?? value.x }, event.offsetY);
  }

  #show(items: readonly Reading[], place: CursorPlace, top: number): void {
    this.#input?.cursor.move(place);
    this.#readings = { items, left: this.#chart?.pixelOf('x', place.x) ?? 0, top };
    this.#schedule();
  }

  #leave(): void {
    this.#input?.cursor.move(null);
    if (this.#readings === null) return;
    this.#readings = null;
    this.#schedule();
  }

  #key(event: KeyboardEvent): void {
    const [action, picture] = [keyAction(event.key), this.#picture];
    if (action === null || picture === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (action.kind === 'reset') {
      this.#leave();
      this.#zoomTo(everything);
    } else if (action.kind === 'zoom') {
      this.#zoomTo({ x: zoomedBy(picture.x, action.factor, picture.options.logX), y: null });
    } else this.#stepCursor(picture, action.by);
  }

  /** Moves the cursor by points of the longest line and reads the values out. */
  #stepCursor(picture: ChartPicture, by: number): void {
    const longest = picture.lines.toSorted((one, other) => other.points.length - one.points.length)[0];
    if (longest === undefined || longest.points.length === 0) return;
    const last = longest.points.length / 2 - 1;
    const from = this.#cursorX();
    const start = from === null ? (by > 0 ? -1 : last + 1) : (nearestPoint(longest.points, from) ?? 0);
    const index = start + by;
    const x = longest.points[Math.max(0, Math.min(last, index)) * 2] ?? 0;
    const items = readLines(picture.lines, { x, reach: (picture.x.max - picture.x.min) / 20 });
    this.#show(items, { kind: picture.options.x, x }, height / 3);
    const live = this.querySelector('[aria-live]');
    if (live !== null) live.textContent = items.map(({ line, y }) => `${line.name} ${y}`).join(', ');
  }
}

/** Two points a pixel; in steps, so that a change of a few pixels does not read everything again. */
function wishedPoints(width: number): number {
  return Math.max(200, Math.ceil((width * 2) / 200) * 200);
}

customElements.define('metric-chart', MetricChart);
