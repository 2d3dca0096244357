import type { ExperimentRow } from '../../src/protocol/rpc';
import type { ChangedFile, Comparison, MetricChoice, RunRow } from '../../src/protocol/run';
import { distinctRunColours, type RunColour } from '../../src/protocol/runColour';
import { plainOptions, type ChartOptions } from '../shared/charts';
import type { Connection } from '../shared/rpc';
import type { ArtifactModel } from './artifacts/model';
import { rememberLast } from './rememberLast';
import type { CompareState } from './state';
import type { Repeats } from './spread';
import { toTable } from './table';

/** The files that differ between the base and another run. */
export type CodeDiff =
  | { readonly kind: 'reading' }
  | { readonly kind: 'files'; readonly files: readonly ChangedFile[] }
  | { readonly kind: 'failed'; readonly error: Error };

export interface CompareData {
  /** The runs that were asked for. */
  readonly asked: readonly string[];
  /** Runs that exist, in the order of the comparison. */
  readonly rows: readonly RunRow[];
  readonly comparison: Comparison;
  /** Which values of the metrics the comparison has. */
  readonly metric: MetricChoice;
  readonly experiments: readonly ExperimentRow[];
}

/** Everything the page draws. */
export interface CompareModel {
  readonly intent: CompareState | null;
  readonly trusted: boolean;
  readonly connection: Connection;
  readonly data: CompareData | null;
  readonly error: Error | null;
  /** By run id, against the present base. */
  readonly diffs: ReadonlyMap<string, CodeDiff>;
  /** Of the primary metric. */
  readonly repeats: Repeats;
  /** Names that runs had when they were last read: one that was deleted since is still called by its name. */
  readonly names: ReadonlyMap<string, string>;
  readonly artifacts: ArtifactModel;
  /** What came of the last report as Markdown; null before one. */
  readonly notice: string | null;
}

export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  readonly hidden: boolean;
  /** Null: deleted for good, or not read yet. */
  readonly row: RunRow | null;
  /** Deleted for good. */
  readonly gone: boolean;
}

/** The runs in the page's order, with their looks. */
export function shownRuns({
  intent,
  data,
  names,
}: Pick<CompareModel, 'intent' | 'data' | 'names'>): readonly ShownRun[] {
  if (intent === null) return [];
  const colours = distinctRunColours(intent.ids);
  const rows = new Map(data?.rows.map((row) => [row.id, row]));
  return intent.ids.map((id) => {
    const row = rows.get(id) ?? null;
    return {
      id,
      name: row?.name ?? names.get(id) ?? id.slice(0, 8),
      colour: colours.get(id) ?? { index: 0, dash: 0, marker: 0 },
      hidden: intent.hidden?.includes(id) ?? false,
      row,
      gone: row === null && (data?.asked.includes(id) ?? false),
    };
  });
}

/** The shown runs that the comparison has, in the page's order: the columns of its table. */
export function columnsOf(comparison: Comparison, runs: readonly ShownRun[]): readonly ShownRun[] {
  const known = new Set(comparison.runs.map(({ id }) => id));
  return runs.filter((run) => !run.hidden && known.has(run.id));
}

const tableOf = rememberLast((comparison: Comparison, key: string) => {
  const at = new Map(comparison.runs.map(({ id }, index) => [id, index]));
  return toTable(comparison, key === '' ? [] : key.split(' ').map((id) => at.get(id) ?? -1));
});

/** The comparison among the shown runs; one object until runs or comparison are others. */
export function visibleTable(comparison: Comparison, runs: readonly ShownRun[]): ReturnType<typeof toTable> {
  const columns = columnsOf(comparison, runs);
  return tableOf(comparison, columns.map((run) => run.id).join(' '));
}

export function chartOptionsOf(intent: CompareState): ChartOptions {
  return intent.chart ?? plainOptions;
}
