import { plural } from '../../../src/protocol/format';
import { listed } from '../summary';
import type { Axis } from './axes';
import { brushOf, brushText, type Brushes } from './brush';

/** The plot in one sentence, for people who do not see it. */
export function describePlot(
  kind: 'parallel' | 'scatter',
  axes: readonly Axis[],
  { runs, selected }: { runs: number; selected: readonly boolean[] | null },
): string {
  const names = axes.map(({ column }) => column);
  const plot =
    kind === 'parallel'
      ? `Parallel coordinates of ${plural(runs, 'run')} over ${plural(axes.length, 'axis', 'axes')}: ${listed(names)}`
      : `${names[1] ?? ''} against ${names[0] ?? ''} for ${plural(runs, 'run')}`;
  const missing = axes.filter((axis) => axis.missing > 0);
  const lacks =
    missing.length === 0
      ? ''
      : ` No value: ${listed(missing.map((axis) => `${plural(axis.missing, 'run')} in ${axis.column}`))}.`;
  const taken = selected === null ? '' : ` ${plural(selected.filter(Boolean).length, 'run')} selected.`;
  return `${plot}.${lacks}${taken}`;
}

/** What the brushes ask for, in words. */
export function describeBrushes(axes: readonly Axis[], brushes: Brushes): string {
  return listed(
    axes.flatMap((axis) => {
      const brush = brushOf(axis, brushes);
      return brush === null ? [] : [`${axis.column} ${brushText(brush)}`];
    }),
  );
}
