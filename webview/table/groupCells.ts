import { formatDuration, formatNumber, plural } from '../../src/protocol/format';
import type { GroupCell, TableGroup } from '../../src/protocol/table';
import type { GridCell } from '../shared/grid';
import { columnTitle } from './columns';

export interface GroupContext {
  /** Runs that differ in the seed alone: their mean has a 95 % interval. Other groups show a deviation. */
  readonly isSeed: boolean;
  readonly expanded: boolean;
  readonly directionOf: (column: string) => 'max' | 'min' | null;
}

/** A cell of a group's head. The name column opens and closes it. */
export function groupCell(column: string, group: TableGroup, context: GroupContext): GridCell {
  if (column === 'name') return headCell(group, context.expanded);
  const cell = group.cells.find((other) => other.column === column);
  const title = columnTitle(column);
  if (cell === undefined || cell.count === 0) return { text: '', title: '', label: `${title}: none`, classes: '' };
  const text = meanText(cell, context);
  const whole = wholeText(cell);
  return { text, title: whole, label: `${title}: ${text}; ${whole}`, classes: 'number' };
}

function headCell({ label, value, count }: TableGroup, expanded: boolean): GridCell {
  const name = label === '' ? (value === null ? 'No value' : 'Empty') : label;
  return {
    text: `${name} (${count})`,
    title: `${name}: ${plural(count, 'run')}`,
    label: `Group ${name} (${count})`,
    classes: 'group-name',
    marks: [`codicon codicon-chevron-${expanded ? 'down' : 'right'}`],
    expanded,
  };
}

function meanText(cell: GroupCell, { isSeed, directionOf }: GroupContext): string {
  const isTime = cell.column === 'duration';
  const spread = (isSeed ? cell.interval : cell.deviation) ?? 0;
  const direction = directionOf(cell.column);
  const mean = isTime ? timeText(cell.mean, spread) : numberText(cell.mean, spread);
  if (direction === null || cell.count < 2) return mean;
  return `${mean}, best ${(isTime ? formatDuration : formatNumber)(direction === 'max' ? cell.max : cell.min)}`;
}

function timeText(mean: number, spread: number): string {
  return spread === 0 ? formatDuration(mean) : `${formatDuration(mean)} ± ${formatDuration(spread)}`;
}

/** Two digits of the spread say how many of the mean mean something: `0.949 ± 0.032`. */
function numberText(mean: number, spread: number): string {
  const decimals = 1 - Math.floor(Math.log10(spread));
  if (spread === 0) return formatNumber(mean);
  if (decimals < 0 || decimals > 6) return `${formatNumber(mean)} ± ${formatNumber(Number(spread.toPrecision(2)))}`;
  return `${mean.toFixed(decimals)} ± ${spread.toFixed(decimals)}`;
}

function wholeText({ column, mean, deviation, interval, min, max, count }: GroupCell): string {
  const show = column === 'duration' ? formatDuration : String;
  if (deviation === null) return `${show(mean)} of ${plural(count, 'run')}`;
  const spread = interval === null ? '' : `, 95 % interval of the mean ± ${show(interval)}`;
  return `mean ${show(mean)} of ${plural(count, 'run')}, deviation ${show(deviation)}${spread}, from ${show(min)} to ${show(max)}`;
}
