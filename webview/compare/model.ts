import type { ExperimentRow } from '../../src/protocol/rpc';
import type { ChangedFile, Comparison, RunRow } from '../../src/protocol/run';
import { distinctRunColours, type RunColour } from '../../src/protocol/runColour';
import { plainOptions, type ChartOptions } from '../shared/charts';
import type { Connection } from '../shared/rpc';
import type { CompareState } from './state';

/** The files that differ between the base and another run. */
export type CodeDiff =
  | { readonly kind: 'reading' }
  | { readonly kind: 'files'; readonly files: readonly ChangedFile[] }
  | { readonly kind: 'failed'; readonly error: Error };

export interface CompareData {
  readonly rows: readonly RunRow[];
  readonly comparison: Comparison;
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
}

export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  readonly hidden: boolean;
  /** Null: deleted for good, or not read yet. */
  readonly row: RunRow | null;
}

/** The runs in the page's order, with their looks. */
export function shownRuns({ intent, data }: Pick<CompareModel, 'intent' | 'data'>): readonly ShownRun[] {
  if (intent === null) return [];
  const colours = distinctRunColours(intent.ids);
  const rows = new Map(data?.rows.map((row) => [row.id, row]));
  return intent.ids.map((id) => {
    const row = rows.get(id) ?? null;
    return {
      id,
      name: row?.name ?? id.slice(0, 8),
      colour: colours.get(id) ?? { index: 0, dash: 0, marker: 0 },
      hidden: intent.hidden?.includes(id) ?? false,
      row,
    };
  });
}

/** Indexes into the comparison's runs of those that are shown, in the page's order. */
export function shownIndexes(comparison: Comparison, runs: readonly ShownRun[]): readonly number[] {
  return runs
    .filter((run) => !run.hidden)
    .map((run) => comparison.runs.findIndex(({ id }) => id === run.id))
    .filter((index) => index >= 0);
}

export function chartOptionsOf(intent: CompareState): ChartOptions {
  return intent.chart ?? plainOptions;
}
