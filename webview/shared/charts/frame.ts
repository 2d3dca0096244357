import { html, nothing, type TemplateResult } from 'lit';
import { iconButton } from '../controls';
import { captionsOf, describeChart } from './describe';
import { keyHelp, pointerHelp } from './keyboard';
import type { ChartPicture } from './lines';
import { pointTable } from './pointTable';
import { chartTooltip, type ShownReadings } from './tooltip';
import { limitsForm, type LimitsDraft, type LimitsEvents } from './yLimits';

/** What stands around a chart's canvas. */
export interface Frame {
  readonly metric: string;
  readonly picture: ChartPicture;
  readonly isZoomed: boolean;
  readonly isBusy: boolean;
  /** The first read takes long enough to show a skeleton. */
  readonly isSlow: boolean;
  readonly isVisible: boolean;
  readonly isFull: boolean;
  readonly showsKeys: boolean;
  /** The page of the table that is shown in the chart's place; null: the chart is. */
  readonly tablePage: number | null;
  /** The Y range while it is typed in. */
  readonly draft: LimitsDraft | null;
  readonly error: Error | null;
  readonly readings: ShownReadings | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface FrameEvents {
  readonly again: () => void;
  readonly reset: () => void;
  readonly toggleTable: () => void;
  readonly toggleFull: () => void;
  readonly toggleKeys: () => void;
  readonly openLimits: () => void;
  readonly limits: LimitsEvents;
  readonly turn: (page: number) => void;
  readonly point: (event: PointerEvent) => void;
  readonly leave: () => void;
  readonly key: (event: KeyboardEvent) => void;
}

const helpText = [...keyHelp, ...pointerHelp].map(([keys, what]) => `${keys}: ${what}`).join('\n');

/** A chart with its title, buttons, canvas or table, and what must be said about it. */
export function chartFrame(frame: Frame, events: FrameEvents): TemplateResult {
  const { metric, picture, isFull, tablePage, draft, showsKeys } = frame;
  const titleId = `chart-${encodeURIComponent(metric).replaceAll('%', '-')}`;
  const hasLimits = picture.options.yLimits[metric] !== undefined;
  return html`<section
    class="chart"
    role=${isFull ? 'dialog' : nothing}
    aria-modal=${isFull ? 'true' : nothing}
    aria-labelledby=${titleId}
    aria-busy=${frame.isBusy}
  >
    <header>
      <h4 id=${titleId} title=${metric}>${metric}</h4>
      ${frame.isZoomed ? iconButton('discard', `Reset zoom of ${metric}`, events.reset) : nothing}
      ${iconButton('arrow-both', `Y range of ${metric} (y)`, events.openLimits, hasLimits || draft !== null)}
      ${iconButton('table', `Show ${metric} as a table (t)`, events.toggleTable, tablePage !== null)}
      ${helpButton(metric, events.toggleKeys, showsKeys)}
      ${iconButton(
        isFull ? 'screen-normal' : 'screen-full',
        isFull ? `Leave full screen of ${metric} (f)` : `Full screen of ${metric} (f)`,
        events.toggleFull,
        isFull,
      )}
    </header>
    ${draft === null ? nothing : limitsForm(metric, draft, events.limits)} ${showsKeys ? keyList() : nothing}
    ${bodyOf(frame, events)}
    <p class="caption">${captionsOf(picture, frame.now).join(' · ')}</p>
    <p class="visually-hidden" aria-live="polite"></p>
  </section>`;
}

function helpButton(metric: string, toggle: () => void, isOpen: boolean): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    aria-label="Keys of ${metric} (?)"
    aria-expanded=${isOpen}
    title=${helpText}
    @click=${toggle}
  >
    <span class="codicon codicon-question" aria-hidden="true"></span>
  </button>`;
}

function keyList(): TemplateResult {
  return html`<dl class="keys">
    ${[...keyHelp, ...pointerHelp].map(
      ([keys, what]) =>
        html`<div>
          <dt>${keys}</dt>
          <dd>${what}</dd>
        </div>`,
    )}
  </dl>`;
}

function bodyOf(frame: Frame, events: FrameEvents): TemplateResult {
  const { metric, picture, error, readings, tablePage } = frame;
  if (error !== null) {
    return html`<p class="problem" role="alert">
      <span class="codicon codicon-error" aria-hidden="true"></span> ${metric}: ${error.message}
      <button class="link" @click=${events.again}>Try again</button>
    </p>`;
  }
  if (tablePage !== null) return pointTable({ metric, picture, page: tablePage }, events);
  if (!frame.isVisible) return html`<div class="plot"></div>`;
  const isEmpty = picture.lines.length === 0;
  return html`<div class="plot">
    <canvas
      role="img"
      tabindex="0"
      aria-label=${frame.isBusy && isEmpty ? `${metric}: reading` : describeChart(metric, picture)}
      aria-keyshortcuts="ArrowLeft ArrowRight PageUp PageDown Home End + - 0 F T Y ?"
      @pointermove=${events.point}
      @pointerleave=${events.leave}
      @dblclick=${events.reset}
      @keydown=${events.key}
      @blur=${events.leave}
    ></canvas>
    <div class="cursor-line" aria-hidden="true" hidden></div>
    ${frame.isSlow && isEmpty ? html`<div class="skeleton" aria-hidden="true"></div>` : nothing}
    ${readings === null ? nothing : chartTooltip(readings, picture.options)}
  </div>`;
}
