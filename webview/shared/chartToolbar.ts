import { html, nothing, type TemplateResult } from 'lit';
import type { ChartOptions, XKind } from './charts';
import { checkbox, choice } from './controls';

/** What the page can offer beside what every chart has. */
export interface ChartChoices {
  /** Metrics that may stand on the x axis. */
  readonly metrics?: readonly string[];
  /** What runs may be grouped by: the option's value and its words. */
  readonly groups?: readonly (readonly [string, string])[];
}

const xChoices: readonly (readonly [XKind, string])[] = [
  ['step', 'Step'],
  ['relative', 'Relative time'],
  ['wall', 'Wall time'],
];

const metricPrefix = 'metric ';

/** What may be chosen for all charts of a page. */
export function chartToolbar(
  options: ChartOptions,
  onChange: (change: Partial<ChartOptions>) => void,
  { metrics = [], groups = [] }: ChartChoices = {},
): TemplateResult {
  const axis = options.x === 'metric' ? metricPrefix + options.xKey : options.x;
  // A metric that the shown runs do not have stays chosen, and in sight.
  const keys = options.x === 'metric' && !metrics.includes(options.xKey) ? [options.xKey, ...metrics] : metrics;
  const axes = [...xChoices, ...keys.map((metric) => [metricPrefix + metric, metric] as const)];
  return html`${choice<string>('X', axis, axes, (chosen) => {
      const kind = xChoices.find(([x]) => x === chosen)?.[0];
      onChange(kind === undefined ? { x: 'metric', xKey: chosen.slice(metricPrefix.length) } : { x: kind });
    })}
    ${checkbox('Log X', options.logX, (logX) => onChange({ logX }))}
    ${checkbox('Log Y', options.logY, (logY) => onChange({ logY }))}
    ${checkbox('Ignore outliers', options.ignoreOutliers, (ignoreOutliers) => onChange({ ignoreOutliers }))}
    <label
      class="choice"
      title="Exponential average without bias, as TensorBoard's, over the points shown; the raw line stays faint"
      >Smoothing
      <input
        type="range"
        min="0"
        max="0.99"
        step="0.01"
        .value=${String(options.smoothing)}
        @input=${(event: Event) => onChange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}
      /><output class="number">${options.smoothing.toFixed(2)}</output></label
    >
    ${groups.length === 0 ? nothing : groupChoices(options, onChange, groups)}`;
}

function groupChoices(
  { groupBy, band }: ChartOptions,
  onChange: (change: Partial<ChartOptions>) => void,
  groups: readonly (readonly [string, string])[],
): TemplateResult {
  const bands = [
    ['range', 'Min to max'],
    ['interval', '95 % interval'],
  ] as const;
  return html`${choice<string>('Group by', groupBy, [['', 'None'], ...groups], (chosen) =>
    onChange({ groupBy: chosen }),
  )}
  ${groupBy === '' ? nothing : choice('Band', band, bands, (chosen) => onChange({ band: chosen }))}`;
}
