import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plural } from '../../src/protocol/format';
import type { ChartInput } from './charts';
import { toSections } from './sections';

export interface MetricGrid {
  readonly metrics: readonly string[];
  readonly folded: ReadonlySet<string>;
  readonly onFold: (prefix: string, folded: boolean) => void;
  readonly input: (metric: string) => ChartInput;
}

/** Charts in sections by prefix; a folded section holds no chart at all. */
export function metricGrid({ metrics, folded, onFold, input }: MetricGrid): TemplateResult {
  return html`${repeat(
    toSections(metrics),
    ({ prefix }) => prefix,
    (section) => {
      // Metrics without a prefix have no name to fold them by.
      const isNamed = section.prefix !== '';
      const open = !isNamed || !folded.has(section.prefix);
      return html`<details
        class="metrics"
        .open=${open}
        @toggle=${(event: ToggleEvent) => onFold(section.prefix, event.newState === 'closed')}
      >
        <summary ?hidden=${!isNamed}>
          <h3>${section.prefix}</h3>
          <span class="muted">${plural(section.metrics.length, 'chart')}</span>
        </summary>
        ${
          open
            ? html`<div class="charts">
                ${repeat(
                  section.metrics,
                  (metric) => metric,
                  (metric) => html`<metric-chart .input=${input(metric)}></metric-chart>`,
                )}
              </div>`
            : nothing
        }
      </details>`;
    },
  )}`;
}
