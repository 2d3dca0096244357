import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/protocol/format';
import { runColourIds } from '../../../src/protocol/runColour';
import type { ShownRun } from '../model';
import { placeOf, type Axis } from './axes';

/** What gives a line or a point its colour. */
export interface Paint {
  readonly classes: string;
  /** Share of the way from the low to the high colour; null where a class alone colours. */
  readonly style: string;
}

/** The colour of each run: its own, or by its value on an axis. Runs without a value there are grey. */
export function paintOf(runs: readonly ShownRun[], axis: Axis | null): readonly Paint[] {
  return runs.map((run, index) => {
    if (axis === null) return { classes: `colour-${run.colour.index}`, style: '' };
    const value = axis.values[index] ?? null;
    const place = placeOf(axis, value);
    if (value === null || place === null) return { classes: 'no-value', style: '' };
    if (axis.kind === 'text') return { classes: `colour-${colourOfText(axis, String(value))}`, style: '' };
    return { classes: 'by-number', style: shareStyle(place) };
  });
}

function shareStyle(place: number): string {
  return `--share: ${Math.round(place * 100)}%`;
}

function colourOfText({ texts }: Axis, text: string): number {
  return Math.max(0, texts.indexOf(text)) % runColourIds.length;
}

const mostTexts = 24;

/** What the colours mean; with colours by run the chips above say it. */
export function legend(axis: Axis | null): TemplateResult | typeof nothing {
  if (axis === null) return nothing;
  const none = axis.missing > 0 ? html`<li><span class="dot no-value"></span>no value (${axis.missing})</li>` : nothing;
  if (axis.kind === 'text') {
    const rest = axis.texts.length - mostTexts;
    return html`<ul class="legend" aria-label="Colours by ${axis.column}">
      ${axis.texts.slice(0, mostTexts).map((text) => html`<li><span class="dot colour-${colourOfText(axis, text)}"></span>${text}</li>`)}
      ${rest > 0 ? html`<li class="muted">and ${rest} more, in colours that return</li>` : nothing} ${none}
    </ul>`;
  }
  return html`<ul class="legend" aria-label="Colours by ${axis.column}">
    <li>
      ${formatNumber(axis.min)}<span class="ramp" aria-hidden="true"></span>${formatNumber(axis.max)}
      ${axis.log ? '(log)' : ''}
    </li>
    ${none}
  </ul>`;
}
