import type { ShownColumn } from '../../src/protocol/table';

export const factTitles = {
  name: 'Name',
  status: 'Status',
  started: 'Started',
  ended: 'Ended',
  duration: 'Duration',
  user: 'User',
  experiment: 'Experiment',
  id: 'Id',
  note: 'Note',
  starred: 'Starred',
  code: 'Code',
  data: 'Data',
  'git.commit': 'Commit',
  'git.branch': 'Branch',
  'git.dirty': 'Uncommitted',
} as const;
export type Fact = keyof typeof factTitles;

/** The first column, which no layout holds: the run's colour and its tick for the comparison. */
export const tickColumn = ':tick';

/** What a column id names. */
export type ColumnSource =
  | { readonly kind: 'fact'; readonly key: Fact }
  | { readonly kind: 'metric' | 'param' | 'tag'; readonly key: string }
  | { readonly kind: 'unknown'; readonly key: string };

const prefixes = { metrics: 'metric', params: 'param', tags: 'tag' } as const;

export function columnSource(id: string): ColumnSource {
  if (isFact(id)) return { kind: 'fact', key: id };
  const dot = id.indexOf('.');
  const prefix = id.slice(0, Math.max(0, dot));
  if (prefix === 'metrics' || prefix === 'params' || prefix === 'tags') {
    return { kind: prefixes[prefix], key: id.slice(dot + 1) };
  }
  return { kind: 'unknown', key: id };
}

function isFact(id: string): id is Fact {
  return Object.hasOwn(factTitles, id);
}

/** The header of a column: the fact's name, or the key as it was logged. */
export function columnTitle(id: string): string {
  const source = columnSource(id);
  return source.kind === 'fact' ? factTitles[source.key] : source.key;
}

const factWidths: Partial<Readonly<Record<Fact, number>>> = {
  name: 190,
  status: 104,
  started: 96,
  ended: 96,
  duration: 88,
  id: 84,
  note: 200,
  starred: 84,
  code: 116,
  'git.commit': 84,
};

const groupedWidths: typeof factWidths = { name: 240, duration: 130 };

/** The width of a column that nobody resized; a group's mean, deviation and best value need more. */
export function columnWidth({ column, width }: ShownColumn, grouped: boolean): number {
  if (width !== undefined) return width;
  const source = columnSource(column);
  if (source.kind === 'fact')
    return (grouped ? groupedWidths : factWidths)[source.key] ?? factWidths[source.key] ?? 120;
  if (source.kind === 'metric') return grouped ? 200 : 100;
  return grouped ? 130 : 110;
}

/** Whether numbers are what the column is about: its header stands at the right, over them. */
export function isNumeric(id: string): boolean {
  return id === 'duration' || id.startsWith('metrics.');
}

/** Columns whose cells are written in the table itself. */
export function isEditable(id: string): boolean {
  return id === 'name' || id === 'note' || id.startsWith('tags.');
}
