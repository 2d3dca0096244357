import { html, nothing, type TemplateResult } from 'lit';
import { formatAbsolute, formatNumber } from '../../../src/protocol/format';
import type { ChartOptions } from '../chartOptions';
import { runSwatch } from '../colour';
import type { Reading } from './nearest';
import { relativeLabel, wallLabel } from './ticks';

const mostRuns = 10;

/** An x as a person reads it. */
export function xLabel(x: number, { x: kind, xKey }: Pick<ChartOptions, 'x' | 'xKey'>): string {
  switch (kind) {
    case 'step':
      return `step ${formatNumber(x)}`;
    case 'relative':
      return relativeLabel(x);
    case 'wall':
      return Number.isNaN(new Date(x).getTime()) ? wallLabel(x, 0) : formatAbsolute(new Date(x).toISOString());
    case 'metric':
      return `${xKey} ${formatNumber(x)}`;
  }
}

/** Values at the cursor; `left` and `top` are pixels in the plot. */
export interface ShownReadings {
  readonly items: readonly Reading[];
  readonly left: number;
  readonly top: number;
}

/** The values beside the pointer, in their order. */
export function chartTooltip({ items, left, top }: ShownReadings, options: ChartOptions): TemplateResult {
  const first = items[0];
  if (first === undefined) return html``;
  // The property is set through CSSOM: the page's policy forbids style attributes.
  const place = `--left: ${Math.round(left)}px; --top: ${Math.round(top)}px`;
  return html`<div class="tooltip" aria-hidden="true" .style=${place}>
    <div class="muted">${xLabel(first.x, options)}</div>
    <ol>
      ${items.slice(0, mostRuns).map(readingRow)}
    </ol>
    ${items.length > mostRuns ? html`<div class="muted">and ${items.length - mostRuns} more</div>` : nothing}
  </div>`;
}

function readingRow({ line, y, smoothed, low, high }: Reading): TemplateResult {
  return html`<li>
    ${runSwatch(line.colour)}<b>${formatNumber(smoothed ?? y)}</b>${
      smoothed === null ? nothing : html`<span class="muted">(${formatNumber(y)})</span>`
    }${
      low === null || high === null
        ? nothing
        : html`<span class="muted">${formatNumber(low)} to ${formatNumber(high)}</span>`
    }<span class="name">${line.name}</span>
  </li>`;
}
