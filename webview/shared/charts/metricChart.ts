import { render } from 'lit';
import { readCanvasTheme } from '../theme';
import { ChartCanvas } from './chartCanvas';
import { axisOf } from './cursor';
import type { Drawing } from './drawLines';
import { chartFrame, type FrameEvents } from './frame';
import { isolate } from './fullScreen';
import type { ChartInput } from './input';
import { keyAction, type KeyAction } from './keyboard';
import { everything, pictureOf, type ChartPicture } from './lines';
import { lookAfter, plainLook, type Look } from './look';
import { readLines, steppedX, type Reading } from './nearest';
import { SeriesReading } from './seriesReading';
import { watchElement } from './watch';
import { sourcesOf, subjectOf, wishedPoints, wishOf } from './wish';
import { parseLimits, toDraft } from './yLimits';

const height = 210;
/** Room beside a chart that covers the page. */
const fullMargin = 32;

/**
 * `<metric-chart>`: one metric of some runs. It reads its points itself, while it is on the screen, at most two for
 * each pixel of its width, and gives up its canvas when it leaves the screen.
 */
export class MetricChart extends HTMLElement {
  #input: ChartInput | null = null;
  /** Pages draw for many reasons; a chart only when its own input is another. */
  #inputKey = '';
  #look = plainLook;
  #theme = readCanvasTheme();
  /** What was drawn last: keys and the pointer mean it, though another is due in the next frame. */
  #drawing: Drawing | null = null;
  #isStale = true;
  #isVisible = false;
  #width = 0;
  #frame = 0;
  #stops: readonly (() => void)[] = [];
  #uncover: (() => void) | null = null;
  readonly #reading = new SeriesReading(() => this.#redraw());
  readonly #canvas = new ChartCanvas(this, {
    onZoom: ({ x, y }) => {
      const { zoom } = this.#look;
      this.#show({ ...this.#look, zoom: { x: x ?? zoom.x, y: y ?? zoom.y }, readings: null });
    },
  });
  readonly #events: FrameEvents = {
    again: () => this.#refresh(),
    reset: () => this.#act({ kind: 'reset' }),
    toggleTable: () => this.#act({ kind: 'table' }),
    toggleFull: () => this.#act({ kind: 'full' }),
    toggleKeys: () => this.#act({ kind: 'keys' }),
    openLimits: () => this.#act({ kind: 'limits' }),
    limits: {
      type: (change) =>
        this.#change({ draft: { ...toDraft(undefined), ...this.#look.draft, ...change, problem: null } }),
      apply: () => this.#applyLimits(),
      close: () => this.#closeLimits(),
    },
    turn: (tablePage) => this.#change({ tablePage }),
    point: (event) => this.#point(event),
    leave: () => this.#leave(),
    key: (event) => {
      const action = keyAction(event);
      if (action === null || !this.#act(action)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };

  set input(input: ChartInput) {
    const before = this.#input;
    this.#input = input;
    const key = JSON.stringify([input.metric, input.options, input.runs]);
    if (key === this.#inputKey && before?.client === input.client) return;
    this.#inputKey = key;
    const isOther =
      before !== null && (before.metric !== input.metric || axisOf(before.options) !== axisOf(input.options));
    if (isOther) this.#look = { ...this.#look, zoom: everything, readings: null };
    if (this.isConnected) this.#refresh();
  }

  connectedCallback(): void {
    this.#stops = [
      watchElement(this, {
        onVisible: (isVisible) => this.#setVisible(isVisible),
        onResize: () => this.#resize(),
        onTheme: () => {
          this.#theme = readCanvasTheme();
          this.#redraw();
        },
      }),
      this.#input?.cursor.follow(() => this.#canvas.moveCursor(this.#cursorX())) ?? (() => undefined),
    ];
    this.#refresh();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#cover(false);
    this.#look = { ...this.#look, isFull: false };
    this.#setVisible(false);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#refresh();
      return;
    }
    this.#reading.stop();
    this.#look = { ...this.#look, readings: null };
    this.#canvas.destroy(); // A hidden chart costs a box and nothing else.
    this.#redraw();
  }

  #resize(): void {
    const width = Math.floor(this.#look.isFull ? window.innerWidth - fullMargin : this.clientWidth);
    if (width === this.#width && !this.#look.isFull) return;
    const isFiner = wishedPoints(width) > wishedPoints(this.#width);
    this.#width = width;
    if (isFiner) this.#refresh();
    else this.#schedule();
  }

  /** Reads what is missing and draws. */
  #refresh(): void {
    this.#redraw();
    const input = this.#input;
    if (!this.#isVisible || input === null || this.#width === 0) return;
    this.#reading.want(input.client, wishOf(input, this.#look.zoom, this.#width));
  }

  /** Lays the picture out anew in the next frame. */
  #redraw(): void {
    this.#isStale = true;
    this.#schedule();
  }

  /** Draws what stands around the picture in the next frame; the picture only when it is another. */
  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#input !== null) this.#paint(this.#input);
    });
  }

  #paint(input: ChartInput): void {
    const { metric, options } = input;
    const { zoom, ...look } = this.#look;
    if (this.#drawing === null || this.#isStale) {
      const sources = sourcesOf(input, this.#reading.held(subjectOf(input)));
      this.#drawing = { picture: pictureOf(sources, { metric, options, zoom }), theme: this.#theme };
      this.#isStale = false;
    }
    this.classList.toggle('full', look.isFull);
    render(
      chartFrame(
        {
          ...look,
          metric,
          picture: this.#drawing.picture,
          isZoomed: zoom.x !== null || zoom.y !== null,
          isBusy: this.#reading.isBusy,
          isSlow: this.#reading.isSlow,
          isVisible: this.#isVisible,
          error: this.#reading.error,
          now: Date.now(),
        },
        this.#events,
      ),
      this,
    );
    const tall = this.querySelector('.plot')?.clientHeight ?? height;
    this.#canvas.paint(this.#drawing, { width: this.#width, height: look.isFull ? Math.max(height, tall) : height });
  }

  #change(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    this.#schedule();
  }

  /** Does what a key or a button says; false when there was nothing to do. */
  #act(action: KeyAction): boolean {
    const picture = this.#drawing?.picture;
    if (picture === undefined) return false;
    if (action.kind === 'step') this.#stepCursor(picture, action.by);
    else if (action.kind === 'limits') this.#toggleLimits();
    else {
      const after = lookAfter(this.#look, action, picture);
      if (after === null) return false;
      this.#show(after);
    }
    return true;
  }

  /** Takes on another look, with what it brings: other points, a cover, the focus. */
  #show(look: Look): void {
    const before = this.#look;
    this.#look = look;
    if (look.isFull !== before.isFull) {
      this.#cover(look.isFull);
      this.#resize();
    }
    if (look.zoom.x !== before.zoom.x) this.#refresh();
    else if (look.zoom !== before.zoom) this.#redraw();
    else this.#schedule();
    const isMoved = look.isFull !== before.isFull || look.tablePage !== before.tablePage;
    if (isMoved) this.#focusLater(look.tablePage === null ? 'canvas' : '.scroll');
  }

  #cover(isFull: boolean): void {
    this.#uncover?.();
    this.#uncover = isFull ? isolate(this) : null;
  }

  #toggleLimits(): void {
    const [input, { draft }] = [this.#input, this.#look];
    if (draft !== null) this.#closeLimits();
    else if (input !== null) {
      this.#change({ draft: toDraft(input.options.yLimits[input.metric]) });
      this.#focusLater('.limits input');
    }
  }

  #applyLimits(): void {
    const [input, draft] = [this.#input, this.#look.draft];
    if (input === null || draft === null) return;
    const parsed = parseLimits(draft, input.options.logY);
    if (parsed.problem !== null) {
      this.#change({ draft: { ...draft, problem: parsed.problem } });
      return;
    }
    const { [input.metric]: _, ...others } = input.options.yLimits;
    const { limits } = parsed;
    // A zoom along y would hide what was typed.
    this.#look = { ...this.#look, zoom: { ...this.#look.zoom, y: null } };
    input.onOptions({ yLimits: limits === null ? others : { ...others, [input.metric]: limits } });
    this.#closeLimits();
    this.#redraw();
  }

  #closeLimits(): void {
    this.#change({ draft: null });
    this.#focusLater('canvas');
  }

  /** Focuses a part of the chart once it is drawn. */
  #focusLater(selector: string): void {
    requestAnimationFrame(() => requestAnimationFrame(() => this.querySelector<HTMLElement>(selector)?.focus()));
  }

  #cursorX(): number | null {
    const [place, input] = [this.#input?.cursor.place ?? null, this.#input];
    return place !== null && input !== null && place.axis === axisOf(input.options) ? place.x : null;
  }

  #point(event: PointerEvent): void {
    const [chart, picture] = [this.#canvas.chart, this.#drawing?.picture];
    if (chart === null || picture === undefined || event.buttons !== 0) return;
    const value = chart.valueAt(event.offsetX, event.offsetY);
    if (value === null) {
      this.#leave();
      return;
    }
    const distance = (y: number): number => Math.abs(chart.pixelOf('y', y) - event.offsetY);
    const items = readLines(picture, { x: value.x, distance });
    this.#read(items, items[0]?.x ?? value.x, event.offsetY);
  }

  /** Shows what was read at x, `top` pixels below the upper edge, and the cursor in all charts. */
  #read(items: readonly Reading[], x: number, top: number): void {
    const input = this.#input;
    if (input === null) return;
    input.cursor.move({ axis: axisOf(input.options), x });
    this.#change({ readings: { items, left: this.#canvas.chart?.pixelOf('x', x) ?? 0, top } });
  }

  #leave(): void {
    this.#input?.cursor.move(null);
    if (this.#look.readings !== null) this.#change({ readings: null });
  }

  /** Moves the cursor by points of the longest line and reads the values out. */
  #stepCursor(picture: ChartPicture, by: number): void {
    const x = steppedX(picture.lines, this.#cursorX(), by);
    if (x === null) return;
    const items = readLines(picture, { x });
    this.#read(items, x, height / 3);
    const live = this.querySelector('[aria-live]');
    if (live !== null) live.textContent = items.map(({ line, y }) => `${line.name} ${y}`).join(', ');
  }
}

customElements.define('metric-chart', MetricChart);
