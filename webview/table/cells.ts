import {
  formatAbsolute,
  formatAgo,
  formatDuration,
  formatNumber,
  fullNumber,
  plural,
  shortId,
} from '../../src/protocol/format';
import type { JsonNumber, RunRow } from '../../src/protocol/run';
import { runColour } from '../../src/protocol/runColour';
import type { Staleness } from '../../src/protocol/staleness';
import type { GridCell } from '../shared/grid';
import { statusLook } from '../shared/statusLook';
import { columnSource, columnTitle, tickColumn, type Fact } from './columns';
import type { Extremes } from './model';

/** What cells say beyond their own run. */
export interface CellContext {
  /** Milliseconds since 1970, for how long ago. */
  readonly now: number;
  /** The best value of a column, where a direction is known. */
  readonly bests: ReadonlyMap<string, number>;
  /** Of columns that have a bar. */
  readonly bars: ReadonlyMap<string, Extremes>;
  readonly ticks: ReadonlySet<string>;
  readonly staleness: ReadonlyMap<string, Staleness>;
}

interface CellValue {
  readonly text: string;
  /** For copies and the tooltip. */
  readonly full: string;
  /** Where the tooltip says it otherwise than a copy. */
  readonly title?: string;
  readonly classes?: string;
  readonly marks?: readonly string[];
}

const nothing: CellValue = { text: '', full: '' };

/** A text may be 100 KB long: a cell holds what could ever be seen of it, a tooltip what could be read. */
const mostText = 200;
const mostTitle = 1_000;

/** A run's cell; one whose run or value is still being read is `pending`. */
export function runCell(column: string, run: RunRow | undefined, context: CellContext): GridCell {
  const title = column === tickColumn ? 'In the comparison' : columnTitle(column);
  if (run === undefined) return { text: '', title: '', label: `${title}: being read`, classes: 'pending' };
  if (column === tickColumn) return tickCell(run, context);
  const value = cellValue(column, run, context);
  const number = metricNumber(column, run);
  const best = number !== null && context.bests.get(column) === number;
  const range = context.bars.get(column);
  return {
    text: cut(value.text, mostText),
    title: cut(value.title ?? value.full, mostTitle),
    label: `${title}: ${value.text === '' ? (value.full === '' ? 'none' : value.full) : cut(value.text, mostText)}${best ? ', the best' : ''}`,
    classes: [value.classes, best ? 'best' : '', number !== null && range ? 'bar' : ''].filter(Boolean).join(' '),
    marks: value.marks,
    bar: number === null || range === undefined ? undefined : share(number, range),
  };
}

/** A run's value in full, for copies: numbers with all digits, times as ISO 8601, durations in milliseconds. */
export function fullValue(column: string, run: RunRow, context: CellContext): string {
  return cellValue(column, run, context).full;
}

function cut(text: string, most: number): string {
  const line = text.length > most ? `${text.slice(0, most)}…` : text;
  return line.replace(/\s*[\r\n]\s*/g, ' ');
}

function share(value: number, { min, max }: Extremes): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 1;
}

function metricNumber(column: string, run: RunRow): number | null {
  const source = columnSource(column);
  const value = source.kind === 'metric' ? metricOf(run, source.key) : null;
  return typeof value === 'number' ? value : null;
}

function metricOf(run: RunRow, key: string): JsonNumber | null {
  return Object.hasOwn(run.metrics, key) ? (run.metrics[key]?.value ?? null) : null;
}

function tickCell(run: RunRow, { ticks }: CellContext): GridCell {
  const ticked = ticks.has(run.id);
  return {
    text: '',
    title: ticked ? 'Take it out of the comparison' : 'Put it into the comparison',
    label: `In the comparison: ${ticked ? 'yes' : 'no'}`,
    classes: 'tick',
    marks: [`dot colour-${runColour(run.id).index}`, ticked ? 'box codicon codicon-check' : 'box'],
  };
}

function cellValue(column: string, run: RunRow, context: CellContext): CellValue {
  const source = columnSource(column);
  switch (source.kind) {
    case 'fact':
      return factValue(source.key, run, context);
    case 'metric': {
      const value = metricOf(run, source.key);
      if (value === null) return { ...nothing, classes: 'number' };
      const full = fullNumber(value);
      const summary = run.metrics[source.key];
      return {
        text: formatNumber(value),
        full,
        title: summary === undefined ? full : `${full} at step ${summary.step}`,
        classes: 'number',
      };
    }
    case 'param':
      return textValue(Object.hasOwn(run.params, source.key) ? run.params[source.key] : undefined);
    case 'tag':
      return textValue(Object.hasOwn(run.tags, source.key) ? run.tags[source.key] : undefined);
    case 'unknown':
      return nothing;
  }
}

/** As it was logged; a number with more digits than a cell has room for is shortened, a whole one never: it may be a seed. */
function textValue(text: string | undefined): CellValue {
  if (text === undefined) return nothing;
  if (!isNumber(text)) return { text, full: text };
  const short = text.length <= 8 || /^\s*[+-]?\d+\s*$/.test(text) ? text.trim() : formatNumber(Number(text));
  return { text: short, full: text, classes: 'number' };
}

/** Whether a logged text is a number in decimal digits. */
export function isNumber(text: string): boolean {
  return text.length <= 40 && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
}

function timeValue(iso: string | null, now: number): CellValue {
  return iso === null ? nothing : { text: formatAgo(iso, now), full: iso, title: formatAbsolute(iso) };
}

function factValue(fact: Fact, run: RunRow, { now, staleness }: CellContext): CellValue {
  const plain = (text: string | null | undefined): CellValue => ({ text: text ?? '', full: text ?? '' });
  switch (fact) {
    case 'name':
      return run.deletedAt === null ? plain(run.name) : { ...plain(run.name), classes: 'deleted' };
    case 'status': {
      const { icon, word } = statusLook(run.status);
      return { ...plain(word), classes: `status ${run.status.toLowerCase()}`, marks: [`codicon codicon-${icon}`] };
    }
    case 'started':
      return timeValue(run.startedAt, now);
    case 'ended':
      return timeValue(run.endedAt, now);
    case 'duration': {
      const ms =
        run.durationMs ?? (run.status === 'RUNNING' && run.startedAt !== null ? now - Date.parse(run.startedAt) : null);
      return ms === null
        ? { ...nothing, classes: 'number' }
        : { text: formatDuration(ms), full: String(ms), title: formatDuration(ms), classes: 'number' };
    }
    case 'user':
      return plain(run.user);
    case 'experiment':
      return plain(run.experiment.name);
    case 'id':
      return { text: shortId(run.id), full: run.id, classes: 'code' };
    case 'note':
      return plain(run.note);
    case 'starred':
      return {
        text: '',
        full: run.starred ? 'yes' : 'no',
        title: run.starred ? 'Remove the star' : 'Star',
        classes: 'star',
        marks: [`codicon codicon-star-${run.starred ? 'full' : 'empty'}`],
      };
    case 'code':
      return codeValue(staleness.get(run.id));
    case 'data': {
      const datasets = (run.datasets ?? []).toSorted((one, other) => (one.name < other.name ? -1 : 1));
      const full = datasets.map(({ name, digest }) => `${name} ${digest}`).join(', ');
      return { text: datasets.map(({ name }) => name).join(', '), full };
    }
    case 'git.commit':
      return { text: (run.git?.commit ?? '').slice(0, 7), full: run.git?.commit ?? '', classes: 'code' };
    case 'git.branch':
      return plain(run.git?.branch);
    case 'git.dirty': {
      const dirty = run.git?.dirty ?? null;
      return dirty === null ? nothing : plain(dirty ? 'yes' : 'no');
    }
  }
}

/** How the run's code and data differ from the workspace now. */
function codeValue(now: Staleness | undefined): CellValue {
  if (now === undefined) return nothing;
  const { state, files, data, reason } = now;
  if (state === 'unknown') return { text: 'unknown', full: 'unknown', title: reason ?? 'unknown', classes: 'muted' };
  if (state === 'same') return { text: 'same', full: 'same', title: 'The code is as it is in the workspace now.' };
  const parts = [
    ...(files !== null && files > 0 ? [files === 1 ? '1 file differs' : `${plural(files, 'file')} differ`] : []),
    ...(data.length > 0 ? ['data differ'] : []),
  ];
  const text = parts.join(', ') || 'differs';
  return { text, full: text, title: data.length > 0 ? `${text}: ${data.join(', ')}` : text };
}
