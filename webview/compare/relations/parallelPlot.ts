import { html, nothing, svg, type TemplateResult } from 'lit';
import { dashPattern } from '../../shared/colour';
import { placeOf, shortened, ticksOf, type Axis } from './axes';
import { brushOf, stretchesOf } from './brush';
import { drawOrder, markClasses, titleOf, type Plot } from './plot';

const narrowest = 88;
const side = 28;
const height = 330;
const top = 30;
const bottom = height - 48;
const noneAt = height - 18;

/** Where the axes stand. */
export interface ParallelLayout {
  readonly width: number;
  readonly left: (index: number) => number;
  /** The axis nearest to an x. */
  readonly nearest: (x: number) => number;
  /** A y as a place on an axis. */
  readonly placeAt: (y: number) => number;
}

export function parallelLayout(count: number, room: number): ParallelLayout {
  const width = Math.max(room, count * narrowest);
  const between = count > 1 ? (width - 2 * side) / (count - 1) : 0;
  const start = count > 1 ? side : width / 2;
  return {
    width,
    left: (index) => start + between * index,
    nearest: (x) => Math.min(count - 1, Math.max(0, Math.round((x - start) / (between || 1)))),
    placeAt: (y) => (bottom - y) / (bottom - top),
  };
}

function topOf(place: number | null): number {
  return place === null ? noneAt : bottom - (bottom - top) * place;
}

/** Runs as lines across upright axes. A value that is missing has its own place below the axis. */
export function parallelPlot(plot: Plot): TemplateResult {
  const { axes, width: room, label } = plot;
  const layout = parallelLayout(axes.length, room);
  return html`<svg
    class="plot-svg"
    role="img"
    aria-label=${label}
    width=${layout.width}
    height=${height}
    viewBox="0 0 ${layout.width} ${height}"
  >
    ${drawOrder(plot).map((index) => runLine(plot, layout, index))}
    ${axes.map((axis, index) => axisView(plot, axis, { index, layout }))}
  </svg>`;
}

function runLine(plot: Plot, layout: ParallelLayout, index: number): TemplateResult<2> {
  const run = plot.runs[index];
  if (run === undefined) return svg``;
  const points = plot.axes.map(
    (axis, at) => `${layout.left(at).toFixed(1)},${topOf(placeOf(axis, axis.values[index] ?? null)).toFixed(1)}`,
  );
  // One axis alone has no line to draw: a short dash marks the value.
  const only = plot.axes.length === 1 ? points[0]?.split(',').map(Number) : undefined;
  const path = only ? `M${(only[0] ?? 0) - 10},${only[1] ?? 0}h20` : `M${points.join('L')}`;
  return svg`<path class="run-line ${markClasses(plot, index)}" d=${path} stroke-dasharray=${dashPattern(run.colour).join(' ')} .style=${plot.paints[index]?.style ?? ''}>
    <title>${run.name}</title>
  </path>`;
}

function axisView(
  { axes, brushes }: Plot,
  axis: Axis,
  { index, layout }: { index: number; layout: ParallelLayout },
): TemplateResult<2> {
  const x = layout.left(index);
  const isLast = index === axes.length - 1 && index > 0;
  const anchor = axes.length === 1 ? 'middle' : index === 0 ? 'start' : isLast ? 'end' : 'middle';
  const titleX = index === 0 && axes.length > 1 ? 4 : isLast ? layout.width - 4 : x;
  const room = Math.max(8, Math.floor((layout.width / Math.max(1, axes.length) - 8) / 7));
  const brush = brushOf(axis, brushes);
  return svg`<g class="axis" data-column=${axis.column}>
    <text class="axis-title" data-grip="move" x=${titleX} y="16" text-anchor=${anchor}>
      ${shortened(titleOf(axis.column), room)}${axis.log ? ' (log)' : ''}<title>${axis.column}: drag to reorder</title>
    </text>
    <line x1=${x} x2=${x} y1=${top} y2=${bottom}></line>
    ${ticksOf(axis).map(
      ({ place, text }) => svg`<g>
      <line x1=${x - 3} x2=${x + 3} y1=${topOf(place)} y2=${topOf(place)}></line>
      <text class="tick" x=${isLast ? x - 6 : x + 6} y=${topOf(place) + 4} text-anchor=${isLast ? 'end' : 'start'}>${text}</text>
    </g>`,
    )}
    ${
      axis.missing === 0
        ? nothing
        : svg`<g>
            <circle class="none-place" cx=${x} cy=${noneAt} r="3"></circle>
            <text class="tick" x=${isLast ? x - 7 : x + 7} y=${noneAt + 4} text-anchor=${isLast ? 'end' : 'start'}>no value (${axis.missing})</text>
          </g>`
    }
    ${brush === null ? nothing : stretchesOf(axis, brush).map(([from, to]) => svg`<rect class="brush" x=${x - 8} width="16" y=${topOf(to)} height=${Math.max(2, topOf(from) - topOf(to))}></rect>`)}
    <rect class="grip" data-grip="brush" x=${x - 16} width="32" y=${top - 6} height=${bottom - top + 12}><title>${axis.column}: drag to choose runs</title></rect>
  </g>`;
}
