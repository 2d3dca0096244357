import type { Chart, Plugin } from 'chart.js';
import { runMarkers } from '../../../src/protocol/runColour';
import { canvasColour, dashPattern } from '../colour';
import type { CanvasTheme } from '../theme';
import { isFiniteValue } from './extent';
import type { ChartLine, ChartPicture } from './lines';

export interface Drawing {
  readonly picture: ChartPicture;
  readonly theme: CanvasTheme;
}

/**
 * Draws the lines from their typed arrays. Chart.js' own line element would make an object of every point: 200,000 of
 * them for 100 runs on one chart.
 */
export function linesPlugin(current: () => Drawing): Plugin {
  return {
    id: 'modeltrailLines',
    beforeDatasetsDraw(chart) {
      const { picture, theme } = current();
      const { ctx, chartArea } = chart;
      const colourOf = coloursOnce();
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      for (const line of picture.lines) if (line.band !== null) fillBand(chart, line, picture.options, colourOf(line));
      const width = widthOf(chart, picture.lines);
      for (const line of picture.lines) drawLine(chart, line, picture.options, { colour: colourOf(line), width });
      ctx.restore();
      for (const line of picture.lines) markBreaks(chart, line, theme);
      for (const line of picture.lines) markInfinities(chart, line, colourOf(line));
    },
  };
}

/** Reading a theme's colour makes the browser work out styles: once a colour, not once a line. */
function coloursOnce(): (line: ChartLine) => string {
  const known = new Map<number, string>();
  return ({ colour }) => {
    const found = known.get(colour.index) ?? canvasColour(colour);
    known.set(colour.index, found);
    return found;
  };
}

/** Points on one chart from which lines are as thin as the screen has them: 80,000 take 22 ms so, and 500 ms thicker. */
const crowdedPoints = 20_000;

/** In CSS pixels. */
function widthOf({ currentDevicePixelRatio }: Chart, lines: readonly ChartLine[]): number {
  const points = lines.reduce((sum, line) => sum + line.points.length / 2, 0);
  return points > crowdedPoints ? 1 / currentDevicePixelRatio : 1.5;
}

function drawLine(chart: Chart, line: ChartLine, logs: Logs, look: { colour: string; width: number }): void {
  const { ctx } = chart;
  // With points closer than pixels a dash cannot be told from the line's own ups and downs.
  const isDense = line.points.length / 2 > chart.chartArea.width;
  ctx.strokeStyle = look.colour;
  ctx.fillStyle = look.colour;
  ctx.lineJoin = isDense ? 'bevel' : 'round';
  ctx.lineWidth = look.width;
  if (line.smoothed !== null) {
    ctx.globalAlpha = 0.3;
    ctx.setLineDash([]);
    stroke(chart, line.points, logs);
    ctx.globalAlpha = 1;
  }
  ctx.setLineDash(isDense && line.smoothed === null ? [] : [...dashPattern(line.colour)]);
  ctx.lineWidth = line.smoothed === null ? look.width : 1.5;
  stroke(chart, line.smoothed ?? line.points, logs);
  ctx.setLineDash([]);
  markPoints(chart, line, logs);
}

function fillBand(chart: Chart, { band }: ChartLine, { logX, logY }: Logs, colour: string): void {
  if (band === null) return;
  const { ctx } = chart;
  const xPixel = toPixel(chart, 'x', logX);
  const yPixel = toPixel(chart, 'y', logY);
  const { low, high } = band;
  // Below a logarithmic axis the band runs out at its foot.
  const place = (y: number): number => (logY && y <= 0 ? chart.chartArea.bottom : yPixel(y));
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  for (let start = 0; start < high.length; start += 2) {
    if (!isFiniteValue(high[start + 1] ?? NaN)) continue;
    let end = start;
    while (end + 2 < high.length && isFiniteValue(high[end + 3] ?? NaN)) end += 2;
    ctx.beginPath();
    for (let at = start; at <= end; at += 2) ctx.lineTo(xPixel(high[at] ?? NaN), place(high[at + 1] ?? NaN));
    for (let at = end; at >= start; at -= 2) ctx.lineTo(xPixel(low[at] ?? NaN), place(low[at + 1] ?? NaN));
    ctx.closePath();
    ctx.globalAlpha = 0.2;
    ctx.fill();
    // A band one pixel wide, as of a spike, would be too faint without its edge.
    ctx.globalAlpha = 0.5;
    ctx.stroke();
    start = end;
  }
  ctx.globalAlpha = 1;
}

/** Pixel of a value, computed once a frame from two known places instead of a call for each point. */
function toPixel(chart: Chart, axis: 'x' | 'y', log: boolean): (value: number) => number {
  const scale = chart.scales[axis];
  if (scale === undefined) return () => NaN;
  const { min, max } = scale;
  const [from, to] = [scale.getPixelForValue(min), scale.getPixelForValue(max)];
  if (log) {
    const [logMin, logMax] = [Math.log(min), Math.log(max)];
    const factor = (to - from) / (logMax - logMin);
    return (value) => (value > 0 ? from + (Math.log(value) - logMin) * factor : NaN);
  }
  const factor = (to - from) / (max - min);
  return (value) => from + (value - min) * factor;
}

type Logs = Pick<ChartPicture['options'], 'logX' | 'logY'>;

function stroke(chart: Chart, points: Float64Array, { logX, logY }: Logs): void {
  const { ctx } = chart;
  const xPixel = toPixel(chart, 'x', logX);
  const yPixel = toPixel(chart, 'y', logY);
  let down = false;
  ctx.beginPath();
  for (let index = 0; index < points.length; index += 2) {
    const x = xPixel(points[index] ?? NaN);
    const y = yPixel(points[index + 1] ?? NaN);
    if (!Number.isFinite(x) || !Number.isFinite(y) || !isFiniteValue(points[index + 1] ?? NaN)) {
      down = false;
    } else if (down) {
      ctx.lineTo(x, y);
    } else {
      ctx.moveTo(x, y);
      down = true;
    }
  }
  ctx.stroke();
}

const markerSpacing = 56;

/** The run's marker: on each point while they are few, else every so many pixels; alone it makes single points visible. */
function markPoints(chart: Chart, line: ChartLine, { logX, logY }: Logs): void {
  const xPixel = toPixel(chart, 'x', logX);
  const yPixel = toPixel(chart, 'y', logY);
  const points = line.smoothed ?? line.points;
  const few = points.length / 2 <= chart.chartArea.width / markerSpacing;
  let next = -Infinity;
  for (let index = 0; index < points.length; index += 2) {
    const x = xPixel(points[index] ?? NaN);
    const y = yPixel(points[index + 1] ?? NaN);
    if (!Number.isFinite(x) || !Number.isFinite(y) || (!few && x < next)) continue;
    if (!isFiniteValue(points[index + 1] ?? NaN)) continue;
    if (!few && !isAlone(points, index) && line.colour.dash === 0 && line.colour.marker === 0) continue;
    next = x + markerSpacing;
    drawMarker(chart.ctx, x, y, line.colour.marker);
  }
}

/** A point between two breaks has no line to show it. */
function isAlone(points: Float64Array, index: number): boolean {
  return !isFiniteValue(points[index - 1] ?? NaN) && !isFiniteValue(points[index + 3] ?? NaN);
}

function drawMarker(ctx: CanvasRenderingContext2D, x: number, y: number, marker: number): void {
  ctx.beginPath();
  switch (runMarkers[marker] ?? 'circle') {
    case 'circle':
      ctx.arc(x, y, 2.5, 0, Math.PI * 2);
      break;
    case 'square':
      ctx.rect(x - 2.5, y - 2.5, 5, 5);
      break;
    case 'triangle':
      polygon(ctx, [x, y - 3, x + 3, y + 2.5, x - 3, y + 2.5]);
      break;
    case 'diamond':
      polygon(ctx, [x, y - 3.5, x + 3.5, y, x, y + 3.5, x - 3.5, y]);
      break;
    case 'cross':
      ctx.moveTo(x - 3, y - 3);
      ctx.lineTo(x + 3, y + 3);
      ctx.moveTo(x + 3, y - 3);
      ctx.lineTo(x - 3, y + 3);
      ctx.stroke();
      return;
  }
  ctx.fill();
}

function polygon(ctx: CanvasRenderingContext2D, corners: readonly number[]): void {
  for (let index = 0; index < corners.length; index += 2) ctx.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
  ctx.closePath();
}

/** A cross on the x axis below each NaN, so that a break reads as one. */
function markBreaks(chart: Chart, line: ChartLine, theme: CanvasTheme): void {
  if (line.nan === 0) return;
  const { ctx, chartArea, scales } = chart;
  ctx.save();
  ctx.strokeStyle = theme.error;
  ctx.lineWidth = 1.5;
  let last = -Infinity;
  for (let index = 0; index < line.points.length; index += 2) {
    if (!Number.isNaN(line.points[index + 1] ?? 0)) continue;
    const x = scales['x']?.getPixelForValue(line.points[index] ?? NaN) ?? NaN;
    if (!(x >= chartArea.left && x <= chartArea.right) || x - last < 3) continue;
    last = x;
    drawMarker(ctx, x, chartArea.bottom - 5, runMarkers.indexOf('cross'));
  }
  ctx.restore();
}

/** An arrow at the edge that an infinite value lies beyond. */
function markInfinities(chart: Chart, { points, band }: ChartLine, colour: string): void {
  if (band !== null) return;
  const { ctx, chartArea, scales } = chart;
  ctx.fillStyle = colour;
  let last = -Infinity;
  for (let index = 0; index < points.length; index += 2) {
    const y = points[index + 1] ?? NaN;
    if (Number.isNaN(y) || isFiniteValue(y)) continue;
    const x = scales['x']?.getPixelForValue(points[index] ?? NaN) ?? NaN;
    if (!(x >= chartArea.left && x <= chartArea.right) || x - last < 3) continue;
    last = x;
    const [tip, foot] = y > 0 ? [chartArea.top, chartArea.top + 7] : [chartArea.bottom, chartArea.bottom - 7];
    ctx.beginPath();
    polygon(ctx, [x, tip, x + 4, foot, x - 4, foot]);
    ctx.fill();
  }
}
