import type { Chart, Plugin } from 'chart.js';
import { runMarkers } from '../../../src/protocol/runColour';
import { canvasColour, dashPattern } from '../colour';
import type { CanvasTheme } from '../theme';
import type { ChartLine, ChartPicture } from './lines';

export interface Drawing {
  readonly picture: ChartPicture;
  readonly theme: CanvasTheme;
  /** Where the page's cursor stands on the x axis; null when it is elsewhere. */
  readonly cursor: number | null;
}

/**
 * Draws the lines from their typed arrays. Chart.js' own line element would make an object of every point: 200,000 of
 * them for 100 runs on one chart.
 */
export function linesPlugin(current: () => Drawing): Plugin {
  return {
    id: 'modeltrailLines',
    beforeDatasetsDraw(chart) {
      const { picture, theme, cursor } = current();
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      for (const line of picture.lines) drawRun(chart, line, picture);
      if (cursor !== null) drawCursor(chart, cursor, theme);
      ctx.restore();
      for (const line of picture.lines) markBreaks(chart, line, theme);
    },
  };
}

function drawRun(chart: Chart, line: ChartLine, { options }: ChartPicture): void {
  const { ctx } = chart;
  ctx.strokeStyle = canvasColour(line.colour);
  ctx.fillStyle = ctx.strokeStyle;
  ctx.lineJoin = 'round';
  ctx.lineWidth = 1.5;
  if (line.smoothed !== null) {
    ctx.globalAlpha = 0.3;
    ctx.setLineDash([]);
    stroke(chart, line.points, options);
    ctx.globalAlpha = 1;
  }
  ctx.setLineDash([...dashPattern(line.colour)]);
  stroke(chart, line.smoothed ?? line.points, options);
  ctx.setLineDash([]);
  markPoints(chart, line, options);
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
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
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
    if (!few && !isAlone(points, index) && line.colour.dash === 0 && line.colour.marker === 0) continue;
    next = x + markerSpacing;
    drawMarker(chart.ctx, x, y, line.colour.marker);
  }
}

/** A point between two breaks has no line to show it. */
function isAlone(points: Float64Array, index: number): boolean {
  return !Number.isFinite(points[index - 1] ?? NaN) && !Number.isFinite(points[index + 3] ?? NaN);
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

function drawCursor(chart: Chart, cursor: number, theme: CanvasTheme): void {
  const x = chart.scales['x']?.getPixelForValue(cursor) ?? NaN;
  if (!Number.isFinite(x)) return;
  const { ctx, chartArea } = chart;
  ctx.strokeStyle = theme.axis;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
}
