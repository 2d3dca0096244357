import { html, nothing, type TemplateResult } from 'lit';
import type { RunDocument } from '../../src/protocol/run';
import { runColour } from '../../src/protocol/runColour';
import { chartToolbar } from '../shared/chartToolbar';
import { plainOptions, type ChartOptions, type SharedCursor } from '../shared/charts';
import { metricGrid } from '../shared/metricGrid';
import type { ViewClient } from '../shared/rpc';
import { connectionBar, problem, skeleton } from '../shared/status';
import type { RunActions } from './actions';
import { artifactsView } from './artifactsView';
import { factsView } from './factsView';
import { headerView } from './header';
import { logsView } from './logsView';
import type { RunModel, RunState } from './model';

export interface RunTools {
  readonly actions: RunActions;
  readonly client: ViewClient;
  readonly cursor: SharedCursor;
}

/** The whole run page. */
export function runView(model: RunModel, tools: RunTools): TemplateResult {
  const { actions, client } = tools;
  const { intent, run, error } = model;
  return html`<main>
    ${connectionBar(model.connection, client)}
    ${error === null ? nothing : problem('The run cannot be shown.', error, client, () => actions.reload())}
    ${
      run === null || intent === null
        ? error === null
          ? skeleton(8, 'Reading the run')
          : nothing
        : html`${headerView(run, { model, actions })}
            <div class="columns">
              <div class="left">
                ${metricsView(run, intent, tools)} ${artifactsView(run.id, { model, actions, client })}
                ${logsView(run.id, { model, actions, client })} ${modelsView(run)}
              </div>
              ${factsView(run, { model, actions, client })}
            </div>`
    }
  </main>`;
}

function metricsView(run: RunDocument, intent: RunState, { actions, client, cursor }: RunTools): TemplateResult {
  const metrics = Object.keys(run.metrics);
  const options = intent.chart ?? plainOptions;
  const onOptions = (change: Partial<ChartOptions>): void => actions.chooseCharts(change);
  const colour = { ...runColour(run.id), dash: 0, marker: 0 };
  return html`<section aria-labelledby="metrics-title">
    <h2 id="metrics-title">Metrics</h2>
    ${
      metrics.length === 0
        ? html`<p class="empty">No metrics yet. Log one with <code>mlflow.log_metric</code>.</p>`
        : html`<div class="toolbar">${chartToolbar(options, onOptions, { metrics })}</div>
            ${metricGrid({
              metrics,
              folded: new Set(intent.folded),
              onFold: (prefix, isFolded) => actions.fold(prefix, isFolded),
              input: (metric) => ({
                client,
                cursor,
                metric,
                options,
                onOptions,
                runs: [{ id: run.id, name: run.name, colour, count: run.metrics[metric]?.count ?? 0 }],
              }),
            })}`
    }
  </section>`;
}

function modelsView({ models }: RunDocument): TemplateResult | typeof nothing {
  if (models.length === 0) return nothing;
  return html`<section aria-labelledby="models-title">
    <h2 id="models-title">Models</h2>
    <ul class="files">
      ${models.map(
        ({ id, name, step }) =>
          html`<li>
            <span class="codicon codicon-package" aria-hidden="true"></span> <span>${name}</span>
            <code class="muted">${id}</code> ${step === null ? nothing : html`<span class="muted">step ${step}</span>`}
          </li>`,
      )}
    </ul>
  </section>`;
}
