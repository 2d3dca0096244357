import { formatCount, formatNumber } from '../../../src/protocol/format';
import type { RunColour } from '../../../src/protocol/runColour';
import { dashPattern } from '../../shared/colour';
import { clockStep, relativeLabel } from '../../shared/charts/ticks';
import { niceTicks, type TickRange } from '../niceTicks';

export interface SvgLine {
  readonly name: string;
  readonly colour: RunColour;
  /** x0, y0, x1, y1, …; a value that is not finite breaks the line. */
  readonly points: Float64Array;
}

export interface SvgChart {
  readonly title: string;
  readonly x: 'step' | 'relative' | 'wall';
  readonly logX: boolean;
  readonly logY: boolean;
  readonly lines: readonly SvgLine[];
}

// Read on white and, as the picture brings its own ground, on dark pages as well. In the order of runColourIds.
const palette = ['#0969da', '#c2560c', '#1a7f37', '#cf222e', '#8250df', '#0b7a85', '#8a6500', '#bf3989'] as const;
const ink = '#1f2328';
const faint = '#d0d7de';
const muted = '#59636e';

const size = { width: 640, left: 64, right: 16, top: 34, plot: 220, axis: 40, line: 18 } as const;
const mostNames = 16;
const nameLength = 34;

/**
 * A line chart as an SVG file: equal input gives equal bytes. It holds no time, no id and no script, and its numbers are
 * written in one way everywhere.
 */
export function svgChart({ title, x, logX, logY, lines }: SvgChart): string {
  const drawn = lines.map((line) => ({ ...line, runs: unbroken(line.points, { logX, logY }) }));
  const across = rangeOf(
    drawn.flatMap(({ runs }) => runs.flat().map(([one]) => one)),
    logX,
  );
  const up = rangeOf(
    drawn.flatMap(({ runs }) => runs.flat().map(([, two]) => two)),
    logY,
  );
  const named = drawn.slice(0, mostNames);
  const rows = Math.ceil(named.length / 2) + (drawn.length > mostNames ? 1 : 0);
  const bottom = size.top + size.plot;
  const height = bottom + size.axis + rows * size.line + 12;
  const right = size.width - size.right;
  const toX = (value: number): number => size.left + shareOf(value, across) * (right - size.left);
  const toY = (value: number): number => bottom - shareOf(value, up) * size.plot;
  const hasPoints = drawn.some(({ runs }) => runs.length > 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${size.width - 1}" height="${height - 1}" rx="6" fill="#ffffff" stroke="${faint}"/>`,
    text(16, 22, title, 'font-size="14" font-weight="600"'),
    ...niceTicks(up, 5).flatMap((value) => [
      `<line x1="${size.left}" x2="${right}" y1="${fixed(toY(value))}" y2="${fixed(toY(value))}" stroke="${faint}"/>`,
      text(size.left - 6, toY(value) + 4, formatNumber(value), `text-anchor="end" fill="${muted}"`),
    ]),
    ...xTicks(across, x).map((value) =>
      text(toX(value), bottom + 16, xText(value, x), `text-anchor="middle" fill="${muted}"`),
    ),
    text(
      (size.left + right) / 2,
      bottom + 32,
      `${xTitles[x]}${logX ? ' (log)' : ''}`,
      `text-anchor="middle" fill="${muted}"`,
    ),
    ...(hasPoints
      ? []
      : [text((size.left + right) / 2, size.top + size.plot / 2, 'No points', `text-anchor="middle" fill="${muted}"`)]),
    ...drawn.flatMap(({ colour, runs }) => runs.map((points) => pathOf(points, { colour, toX, toY }))),
    ...named.flatMap((line, index) => nameOf(line, index, bottom + size.axis)),
    ...(drawn.length > mostNames
      ? [
          text(
            16,
            bottom + size.axis + rows * size.line,
            `and ${formatCount(drawn.length - mostNames)} more`,
            `fill="${muted}"`,
          ),
        ]
      : []),
    '</svg>',
    '',
  ].join('\n');
}

const xTitles = { step: 'Step', relative: 'Relative time', wall: 'Wall time (UTC)' } as const;

function xText(value: number, x: SvgChart['x']): string {
  if (x === 'step') return formatNumber(value);
  return x === 'relative' ? relativeLabel(value) : new Date(value).toISOString().slice(5, 16).replace('T', ' ');
}

/** Round numbers, or times that are round on a clock of UTC. */
function xTicks(range: TickRange, x: SvgChart['x']): readonly number[] {
  if (x === 'step' || range.log) return niceTicks(range, 6);
  const unit = x === 'wall' ? 1000 : 1;
  const step = clockStep((range.max - range.min) / unit, 6) * unit;
  const first = Math.ceil(range.min / step);
  const count = Math.floor(range.max / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

type Point = readonly [x: number, y: number];

/** Stretches of points without a gap. */
function unbroken(
  points: Float64Array,
  { logX, logY }: { logX: boolean; logY: boolean },
): readonly (readonly Point[])[] {
  const stretches: Point[][] = [];
  let open: Point[] | null = null;
  for (let index = 0; index + 1 < points.length; index += 2) {
    const [x, y] = [points[index] ?? NaN, points[index + 1] ?? NaN];
    if (!Number.isFinite(x) || !Number.isFinite(y) || (logX && x <= 0) || (logY && y <= 0)) {
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      stretches.push(open);
    }
    open.push([x, y]);
  }
  return stretches;
}

function rangeOf(values: readonly number[], log: boolean): TickRange {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return { min: log ? 1 : 0, max: log ? 10 : 1, log };
  if (min < max) return { min, max, log };
  return log
    ? { min: min / 2, max: max * 2, log }
    : { min: min - (Math.abs(min) / 2 || 1), max: max + (Math.abs(max) / 2 || 1), log };
}

function shareOf(value: number, { min, max, log }: TickRange): number {
  return log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

function pathOf(
  points: readonly Point[],
  { colour, toX, toY }: { colour: RunColour; toX: (x: number) => number; toY: (y: number) => number },
): string {
  const stroke = paletteOf(colour);
  const places = points.map(([x, y]) => `${fixed(toX(x))},${fixed(toY(y))}`);
  if (places.length === 1) {
    const [x = '', y = ''] = (places[0] ?? '').split(',');
    return `<circle cx="${x}" cy="${y}" r="2.5" fill="${stroke}"/>`;
  }
  return `<polyline points="${places.join(' ')}" fill="none" stroke="${stroke}" stroke-width="1.6" stroke-linejoin="round"${dashOf(colour)}/>`;
}

function nameOf({ name, colour }: SvgLine, index: number, top: number): readonly string[] {
  const x = index % 2 === 0 ? 16 : size.width / 2;
  const y = top + Math.floor(index / 2) * size.line + 8;
  const shown = name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name;
  return [
    `<line x1="${x}" x2="${x + 24}" y1="${y}" y2="${y}" stroke="${paletteOf(colour)}" stroke-width="2"${dashOf(colour)}/>`,
    text(x + 30, y + 4, shown, ''),
  ];
}

function paletteOf({ index }: RunColour): string {
  return palette[index % palette.length] ?? palette[0];
}

function dashOf(colour: RunColour): string {
  const dash = dashPattern(colour).join(' ');
  return dash === '' ? '' : ` stroke-dasharray="${dash}"`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escapeXml(content)}</text>`;
}

/** One decimal, and never a minus before zero. */
function fixed(value: number): string {
  const text = value.toFixed(1);
  return text === '-0.0' ? '0.0' : text;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML; characters that no XML file may hold are left out. */
export function escapeXml(content: string): string {
  return content
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
