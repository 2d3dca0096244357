import { html, nothing, type TemplateResult } from 'lit';
import { iconButton } from '../controls';
import { captionsOf, describeChart } from './describe';
import type { ChartPicture } from './lines';
import { pointTable } from './pointTable';
import { chartTooltip, type ShownReadings } from './tooltip';

/** What stands around a chart's canvas. */
export interface Frame {
  readonly metric: string;
  readonly picture: ChartPicture;
  readonly zoomed: boolean;
  readonly busy: boolean;
  /** The first read takes long enough to show a skeleton. */
  readonly slow: boolean;
  readonly visible: boolean;
  readonly asTable: boolean;
  readonly large: boolean;
  readonly error: Error | null;
  readonly readings: ShownReadings | null;
}

export interface FrameEvents {
  readonly again: () => void;
  readonly reset: () => void;
  readonly toggleTable: () => void;
  readonly toggleLarge: () => void;
  readonly point: (event: PointerEvent) => void;
  readonly leave: () => void;
  readonly key: (event: KeyboardEvent) => void;
}

/** A chart with its title, buttons, canvas or table, and what must be said about it. */
export function chartFrame(frame: Frame, events: FrameEvents): TemplateResult {
  const { metric, picture, large } = frame;
  const titleId = `chart-${encodeURIComponent(metric).replaceAll('%', '-')}`;
  return html`<section class="chart" aria-labelledby=${titleId} aria-busy=${frame.busy}>
    <header>
      <h4 id=${titleId} title=${metric}>${metric}</h4>
      ${frame.zoomed ? iconButton('discard', `Reset zoom of ${metric}`, events.reset) : nothing}
      ${iconButton('table', `Show ${metric} as a table`, events.toggleTable, frame.asTable)}
      ${iconButton(
        large ? 'screen-normal' : 'screen-full',
        large ? `Make ${metric} smaller` : `Enlarge ${metric}`,
        events.toggleLarge,
        large,
      )}
    </header>
    ${bodyOf(frame, events)}
    <p class="caption">${captionsOf(picture).join(' · ')}</p>
    <p class="visually-hidden" aria-live="polite"></p>
  </section>`;
}

function bodyOf(frame: Frame, events: FrameEvents): TemplateResult {
  const { metric, picture, error, readings } = frame;
  if (error !== null) {
    return html`<p class="problem" role="alert">
      <span class="codicon codicon-error" aria-hidden="true"></span> ${metric}: ${error.message}
      <button class="link" @click=${events.again}>Try again</button>
    </p>`;
  }
  if (frame.asTable) return pointTable(picture, metric);
  if (!frame.visible) return html`<div class="plot"></div>`;
  return html`<div class="plot">
    <canvas
      role="img"
      tabindex="0"
      aria-label=${frame.busy && picture.lines.length === 0 ? `${metric}: reading` : describeChart(metric, picture)}
      @pointermove=${events.point}
      @pointerleave=${events.leave}
      @dblclick=${events.reset}
      @keydown=${events.key}
      @blur=${events.leave}
    ></canvas>
    ${frame.slow && picture.lines.length === 0 ? html`<div class="skeleton" aria-hidden="true"></div>` : nothing}
    ${readings === null ? nothing : chartTooltip(readings, picture.options.x)}
  </div>`;
}
