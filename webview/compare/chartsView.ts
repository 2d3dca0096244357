import { html, nothing, type TemplateResult } from 'lit';
import { chartToolbar } from '../shared/chartToolbar';
import type { ChartOptions, SharedCursor } from '../shared/charts';
import { searchField } from '../shared/controls';
import { plural } from '../../src/protocol/format';
import { metricGrid } from '../shared/metricGrid';
import { MetricFinder } from '../shared/metricFinder';
import type { ViewClient } from '../shared/rpc';
import type { CompareActions } from './actions';
import { groupChoices, groupLabels } from './chartGroups';
import { chartOptionsOf, type ShownRun } from './model';
import type { CompareState } from './state';

interface ChartsContext {
  readonly intent: CompareState;
  readonly actions: CompareActions;
  readonly client: ViewClient;
  readonly cursor: SharedCursor;
}

/** One chart a metric, each with the lines of all shown runs that have it. */
export function chartsView(
  runs: readonly ShownRun[],
  { intent, actions, client, cursor }: ChartsContext,
): TemplateResult {
  const options = chartOptionsOf(intent);
  const onOptions = (change: Partial<ChartOptions>): void => actions.chooseCharts(change);
  const visible = runs.filter((run) => !run.hidden);
  const all = [...new Set(visible.flatMap((run) => Object.keys(run.row?.metrics ?? {})))];
  const ids = visible.map(({ id }) => id);
  const { metrics, note } = finderOf(client, actions).find({ text: intent.search, ids, metrics: all });
  const groups = groupLabels(visible, options.groupBy);
  // Runs that can no longer be grouped so are lines again; the choice waits until they can.
  const shown = groups === null ? { ...options, groupBy: '' } : options;
  return html`<section aria-labelledby="charts-title">
    <h2 id="charts-title">Charts</h2>
    <div class="toolbar">
      ${searchField('Search metrics (regex)', intent.search, (text) => actions.choose({ search: text }))}
      ${chartToolbar(shown, onOptions, { metrics: all, groups: groupChoices(visible) })}
    </div>
    ${note === null ? nothing : html`<p class="muted small" role="status">${note}</p>`}
    ${intent.search.trim() === '' ? nothing : html`<p class="muted small">${plural(metrics.length, 'metric')} of ${all.length}</p>`}
    ${metrics.length === 0 ? emptyCharts(all.length) : nothing}
    ${metricGrid({
      metrics,
      folded: new Set(intent.folded),
      onFold: (prefix, isFolded) => actions.fold(prefix, isFolded),
      input: (metric) => ({
        client,
        cursor,
        metric,
        options: shown,
        onOptions,
        runs: visible.flatMap(({ id, name, colour, row }) => {
          const count = row?.metrics[metric]?.count;
          return count === undefined ? [] : [{ id, name, colour, count, group: groups?.get(id) }];
        }),
      }),
    })}
  </section>`;
}

const finders = new WeakMap<ViewClient, MetricFinder>();

function finderOf(client: ViewClient, actions: CompareActions): MetricFinder {
  let finder = finders.get(client);
  if (!finder) finders.set(client, (finder = new MetricFinder(client, () => actions.choose({}))));
  return finder;
}

function emptyCharts(all: number): TemplateResult {
  return all === 0
    ? html`<p class="empty">The shown runs have no metrics yet. Log one with <code>mlflow.log_metric</code>.</p>`
    : html`<p class="empty">No metric matches the search.</p>`;
}
