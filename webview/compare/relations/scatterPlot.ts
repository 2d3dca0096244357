import { html, nothing, svg, type TemplateResult } from 'lit';
import { runMarker } from '../../shared/colour';
import { placeOf, shortened, ticksOf, type Axis } from './axes';
import { brushOf, stretchesOf } from './brush';
import { drawOrder, markClasses, titleOf, type Plot } from './plot';

const height = 360;
const left = 76;
const right = 20;
const top = 14;
const bottom = 46;
/** Air between the frame and the outermost points. */
const air = 14;
/** Of the strips for runs that lack a value. */
const strip = 30;

/** A box that is being drawn, in pixels. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface ScatterLayout {
  readonly x: (place: number | null) => number;
  readonly y: (place: number | null) => number;
  /** Pixels as places. */
  readonly placesAt: (x: number, y: number) => { readonly x: number; readonly y: number };
  readonly frame: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export function scatterLayout(axes: readonly Axis[], width: number): ScatterLayout {
  const [across, up] = axes;
  const x0 = left + ((across?.missing ?? 0) > 0 ? strip : 0);
  const y1 = height - bottom - ((up?.missing ?? 0) > 0 ? strip : 0);
  const frame = { x: x0, y: top, width: Math.max(60, width - x0 - right), height: y1 - top };
  const [inner, rise] = [frame.width - 2 * air, frame.height - 2 * air];
  return {
    frame,
    x: (place) => (place === null ? left + strip / 2 : x0 + air + inner * place),
    y: (place) => (place === null ? y1 + strip / 2 : y1 - air - rise * place),
    placesAt: (x, y) => ({ x: (x - x0 - air) / inner, y: (y1 - air - y) / rise }),
  };
}

/** Runs as points of two columns. A run that lacks a value stands in a strip beside the frame. */
export function scatterPlot(plot: Plot, box: Box | null): TemplateResult {
  const { axes, width, label } = plot;
  const [across, up] = axes;
  if (across === undefined || up === undefined) return html``;
  const layout = scatterLayout(axes, width);
  const { frame } = layout;
  return html`<svg
    class="plot-svg"
    role="img"
    aria-label=${label}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
  >
    <rect class="frame" x=${frame.x} y=${frame.y} width=${frame.width} height=${frame.height}></rect>
    ${xAxis(across, layout)} ${yAxis(up, layout)} ${brushView(plot, layout)}
    <rect
      class="grip"
      data-grip="box"
      x=${left}
      y=${top}
      width=${frame.x + frame.width - left}
      height=${height - bottom - top}
    ></rect>
    ${drawOrder(plot).map((index) => point(plot, layout, index))}
    ${box === null ? nothing : svg`<rect class="brush" x=${Math.min(box.x1, box.x2)} y=${Math.min(box.y1, box.y2)} width=${Math.abs(box.x2 - box.x1)} height=${Math.abs(box.y2 - box.y1)}></rect>`}
  </svg>`;
}

function point(plot: Plot, layout: ScatterLayout, index: number): TemplateResult<2> {
  const run = plot.runs[index];
  const [across, up] = plot.axes;
  if (run === undefined || across === undefined || up === undefined) return svg``;
  const x = layout.x(placeOf(across, across.values[index] ?? null));
  const y = layout.y(placeOf(up, up.values[index] ?? null));
  return svg`<g class="run-point ${markClasses(plot, index)}" transform="translate(${(x - 12).toFixed(1)} ${(y - 6).toFixed(1)})" .style=${plot.paints[index]?.style ?? ''}>
    <title>${run.name}</title>${runMarker(run.colour)}
  </g>`;
}

function xAxis(axis: Axis, { frame, x }: ScatterLayout): TemplateResult<2> {
  const y = height - bottom;
  // Half as many where there is half the room: labels never run into each other.
  const every = Math.ceil(ticksOf(axis).length / Math.max(2, Math.floor(frame.width / 84)));
  return svg`<g class="axis">
    ${ticksOf(axis)
      .filter((_, index) => index % every === 0)
      .map(
        ({ place, text }) => svg`<g>
        <line x1=${x(place)} x2=${x(place)} y1=${frame.y + frame.height} y2=${frame.y + frame.height + 4}></line>
        <text class="tick" x=${x(place)} y=${y + 16} text-anchor="middle">${text}</text>
      </g>`,
      )}
    ${axis.missing === 0 ? nothing : svg`<text class="tick" x=${x(null)} y=${y + 16} text-anchor="middle">none (${axis.missing})</text>`}
    <text class="axis-title" x=${frame.x + frame.width / 2} y=${height - 8} text-anchor="middle">${shortened(titleOf(axis.column), 48)}${axis.log ? ' (log)' : ''}</text>
  </g>`;
}

function yAxis(axis: Axis, { frame, y }: ScatterLayout): TemplateResult<2> {
  return svg`<g class="axis">
    ${ticksOf(axis).map(
      ({ place, text }) => svg`<g>
      <line x1=${left - 4} x2=${left} y1=${y(place)} y2=${y(place)}></line>
      <text class="tick" x=${left - 6} y=${y(place) + 4} text-anchor="end">${shortened(text, 8)}</text>
    </g>`,
    )}
    ${axis.missing === 0 ? nothing : svg`<text class="tick" x=${left - 6} y=${y(null) + 4} text-anchor="end">none (${axis.missing})</text>`}
    <text class="axis-title" transform="translate(14 ${frame.y + frame.height / 2}) rotate(-90)" text-anchor="middle">${shortened(titleOf(axis.column), 36)}${axis.log ? ' (log)' : ''}</text>
  </g>`;
}

/** The stretches of both brushes; where both are brushed, their crossing chooses. */
function brushView({ axes, brushes }: Plot, { frame, x, y }: ScatterLayout): readonly TemplateResult<2>[] {
  const [across, up] = axes;
  if (across === undefined || up === undefined) return [];
  const [one, other] = [brushOf(across, brushes), brushOf(up, brushes)];
  if (one === null && other === null) return [];
  const whole = [[-1, 2]] as const;
  const clampX = (place: number): number => Math.min(frame.x + frame.width, Math.max(frame.x, x(place)));
  const clampY = (place: number): number => Math.min(frame.y + frame.height, Math.max(frame.y, y(place)));
  const columns = one === null ? whole : stretchesOf(across, one);
  const rows = other === null ? whole : stretchesOf(up, other);
  return columns.flatMap(([x1, x2]) =>
    rows.map(([y1, y2]) => {
      const [x0, y0] = [clampX(x1), clampY(y2)];
      return svg`<rect class="brush" x=${x0} y=${y0} width=${Math.max(2, clampX(x2) - x0)} height=${Math.max(2, clampY(y1) - y0)}></rect>`;
    }),
  );
}
