import { html, type TemplateResult } from 'lit';
import type { ChartOptions, XKind } from './charts';
import { checkbox, choice } from './controls';

const xChoices: readonly (readonly [XKind, string])[] = [
  ['step', 'Step'],
  ['relative', 'Relative time'],
  ['wall', 'Wall time'],
];

/** What may be chosen for all charts of a page. */
export function chartToolbar(options: ChartOptions, onChange: (change: Partial<ChartOptions>) => void): TemplateResult {
  return html`${choice('X', options.x, xChoices, (x) => onChange({ x }))}
    ${checkbox('Log X', options.logX, (logX) => onChange({ logX }))}
    ${checkbox('Log Y', options.logY, (logY) => onChange({ logY }))}
    ${checkbox('Ignore outliers', options.ignoreOutliers, (ignoreOutliers) => onChange({ ignoreOutliers }))}
    <label class="choice"
      >Smoothing
      <input
        type="range"
        min="0"
        max="0.99"
        step="0.01"
        .value=${String(options.smoothing)}
        @input=${(event: Event) => onChange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}
      /><output class="number">${options.smoothing.toFixed(2)}</output></label
    >`;
}
