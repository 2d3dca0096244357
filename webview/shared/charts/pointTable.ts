import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, fullNumber } from '../../../src/protocol/format';
import { iconButton } from '../controls';
import type { ChartLine, ChartPicture } from './lines';
import { xLabel } from './tooltip';
import { xNames } from './describe';

const pageRows = 500;

export interface PointTable {
  readonly metric: string;
  readonly picture: ChartPicture;
  /** Which 500 rows, from 0. */
  readonly page: number;
}

export interface PointTableEvents {
  readonly turn: (page: number) => void;
  readonly key: (event: KeyboardEvent) => void;
}

/** The chart's data-table twin: one row a shown point of each line, in the order of x. */
export function pointTable({ metric, picture, page }: PointTable, { turn, key }: PointTableEvents): TemplateResult {
  const { lines, options, x: visible } = picture;
  const hasBand = lines.some((line) => line.band !== null);
  const rows = lines
    .flatMap(rowsOf)
    .filter(({ x }) => x >= visible.min && x <= visible.max)
    .sort((one, other) => one.x - other.x);
  const last = Math.max(0, Math.ceil(rows.length / pageRows) - 1);
  const start = Math.min(page, last) * pageRows;
  const number = (value: number): TemplateResult =>
    html`<td class="number" title=${fullNumber(value)}>${formatNumber(value)}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points of ${metric}" @keydown=${key}>
    <table>
      <caption>
        ${
          rows.length > pageRows
            ? html`Points ${formatCount(start + 1)} to ${formatCount(Math.min(start + pageRows, rows.length))} of
              ${formatCount(rows.length)}
              ${iconButton('chevron-left', 'Previous points', () => turn(Math.max(0, page - 1)))}
              ${iconButton('chevron-right', 'Next points', () => turn(Math.min(last, page + 1)))}`
            : nothing
        }
      </caption>
      <thead>
        <tr>
          <th scope="col">${options.x === 'metric' ? options.xKey : xNames[options.x]}</th>
          <th scope="col">${hasBand ? 'Group' : 'Run'}</th>
          <th scope="col" class="number">${metric}</th>
          ${
            hasBand
              ? html`<th scope="col" class="number">low</th>
                  <th scope="col" class="number">high</th>`
              : nothing
          }
        </tr>
      </thead>
      <tbody>
        ${rows.slice(start, start + pageRows).map(
          ({ line, x, y, at }) =>
            html`<tr>
              <td>${xLabel(x, options)}</td>
              <td>${line.name}</td>
              ${number(y)}
              ${
                hasBand
                  ? html`${number(line.band?.low[at + 1] ?? NaN)}${number(line.band?.high[at + 1] ?? NaN)}`
                  : nothing
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

interface Row {
  readonly line: ChartLine;
  readonly x: number;
  readonly y: number;
  /** Where the point stands in the line's arrays. */
  readonly at: number;
}

function rowsOf(line: ChartLine): readonly Row[] {
  return Array.from({ length: line.points.length / 2 }, (_, index) => ({
    line,
    x: line.points[index * 2] ?? NaN,
    y: line.points[index * 2 + 1] ?? NaN,
    at: index * 2,
  }));
}
