import type { RunRow } from '../../src/protocol/run';
import { isSeedName } from '../../src/protocol/seedName';
import type { ShownRun } from './model';

const repeats = 'repeats';
const paramPrefix = 'param ';

/** What the runs may be grouped by: repeats with other seeds, and each param that not all of them have different. */
export function groupChoices(runs: readonly ShownRun[]): readonly (readonly [string, string])[] {
  const rows = rowsOf(runs);
  if (rows.length < 2) return [];
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.params)))].toSorted();
  const params = keys.filter((key) => {
    const values = new Set(rows.map((row) => row.params[key]));
    return values.size > 1 && values.size < rows.length;
  });
  const hasRepeats = new Set(rows.map(settingOf)).size < rows.length;
  return [
    ...(hasRepeats ? [[repeats, 'Repeats (all but the seed equal)'] as const] : []),
    ...params.map((key) => [paramPrefix + key, key] as const),
  ];
}

/** The label of each run's group by run id; null when the runs cannot be grouped so any more. */
export function groupLabels(runs: readonly ShownRun[], groupBy: string): ReadonlyMap<string, string> | null {
  if (!groupChoices(runs).some(([value]) => value === groupBy)) return null;
  const labels = new Map<string, string>();
  const firstOf = new Map<string, string>();
  for (const { id, name, row } of runs) {
    if (row === null) continue;
    if (groupBy === repeats) {
      const setting = settingOf(row);
      const first = firstOf.get(setting) ?? name;
      firstOf.set(setting, first);
      labels.set(id, `like ${first}`);
    } else {
      const key = groupBy.slice(paramPrefix.length);
      labels.set(id, `${key} = ${row.params[key] ?? '(none)'}`);
    }
  }
  return labels;
}

function rowsOf(runs: readonly ShownRun[]): readonly RunRow[] {
  return runs.flatMap(({ row }) => (row === null ? [] : [row]));
}

/** Everything recorded of a run but its seed; uncommitted changes that are not known make a run like no other. */
function settingOf({ id, experiment, git, params }: RunRow): string {
  const kept = Object.entries(params)
    .filter(([key]) => !isSeedName(key))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([
    experiment.id,
    git?.tree ?? git?.commit ?? null,
    (git?.tree ?? null) === null && git?.dirty === true ? id : null,
    kept,
  ]);
}
