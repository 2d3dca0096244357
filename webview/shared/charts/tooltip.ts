import { html, nothing, type TemplateResult } from 'lit';
import { runSwatch } from '../colour';
import { formatNumber } from '../../../src/protocol/format';
import type { XKind } from './cursor';
import type { Reading } from './nearest';
import { relativeLabel } from './ticks';

const mostRuns = 10;

/** An x as a person reads it. */
export function xLabel(x: number, kind: XKind): string {
  if (kind === 'step') return `step ${formatNumber(x)}`;
  return kind === 'relative' ? relativeLabel(x) : new Date(x).toLocaleString();
}

/** Values at the cursor; `left` and `top` are pixels in the plot. */
export interface ShownReadings {
  readonly items: readonly Reading[];
  readonly left: number;
  readonly top: number;
}

/** The values beside the pointer, in their order. */
export function chartTooltip({ items, left, top }: ShownReadings, kind: XKind): TemplateResult {
  const first = items[0];
  if (first === undefined) return html``;
  // The property is set through CSSOM: the page's policy forbids style attributes.
  const place = `--left: ${Math.round(left)}px; --top: ${Math.round(top)}px`;
  return html`<div class="tooltip" aria-hidden="true" .style=${place}>
    <div class="muted">${xLabel(first.x, kind)}</div>
    <ol>
      ${items
        .slice(0, mostRuns)
        .map(
          ({ line, y, smoothed }) =>
            html`<li>
              ${runSwatch(line.colour)}<b>${formatNumber(smoothed ?? y)}</b>${
                smoothed === null ? nothing : html`<span class="muted">(${formatNumber(y)})</span>`
              }<span class="name">${line.name}</span>
            </li>`,
        )}
    </ol>
    ${items.length > mostRuns ? html`<div class="muted">and ${items.length - mostRuns} more</div>` : nothing}
  </div>`;
}
