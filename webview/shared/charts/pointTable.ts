import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, fullNumber } from '../../../src/protocol/format';
import type { ChartPicture } from './lines';
import { xLabel } from './tooltip';

const mostRows = 500;

/** The chart's data-table twin: one row a point of each run, in the order of x. */
export function pointTable({ lines, options }: ChartPicture, metric: string): TemplateResult {
  const rows = lines
    .flatMap(({ name, points }) =>
      Array.from({ length: points.length / 2 }, (_, index) => ({
        name,
        x: points[index * 2] ?? NaN,
        y: points[index * 2 + 1] ?? NaN,
      })),
    )
    .toSorted((one, other) => one.x - other.x);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points of ${metric}">
    <table>
      <caption>
        ${rows.length > mostRows ? `The first ${formatCount(mostRows)} of ${formatCount(rows.length)} points` : nothing}
      </caption>
      <thead>
        <tr>
          <th scope="col">${options.x}</th>
          <th scope="col">Run</th>
          <th scope="col" class="number">${metric}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostRows).map(
          ({ name, x, y }) =>
            html`<tr>
              <td>${xLabel(x, options.x)}</td>
              <td>${name}</td>
              <td class="number" title=${fullNumber(y)}>${formatNumber(y)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
