import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, fullNumber } from '../../src/protocol/format';
import type { Bisection } from '../../src/protocol/staleness';
import { runColour } from '../../src/protocol/runColour';
import { runSwatch } from '../shared/colour';
import { choice, linkButton, textButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';
import { connectionBar, problem, skeleton } from '../shared/status';
import type { BisectActions, BisectTools } from './actions';
import { commitsView } from './commitsView';
import type { BisectModel } from './model';
import { suspectsView } from './suspectsView';
import { gapSentence } from './words';

/** The whole page: the two runs, what differs between them, and the commits in between. */
export function bisectView(model: BisectModel, tools: BisectTools): TemplateResult {
  const { data, error, connection } = model;
  const { actions, client } = tools;
  return html`<main>
    ${connectionBar(connection, client)}
    ${error === null ? nothing : problem('The runs cannot be held against each other.', error, client, () => actions.reload())}
    ${
      data === null
        ? error === null
          ? skeleton(8, 'Looking for what made it worse')
          : nothing
        : html`${headerView(data, model, tools)} ${suspectsView(data, model, tools)} ${commitsView(data, model, tools)}`
    }
  </main>`;
}

function headerView(data: Bisection, { metrics }: BisectModel, { actions, client }: BisectTools): TemplateResult {
  const { good, bad } = data;
  return html`<header>
    <h1>What made it worse</h1>
    <p role="status">${gapSentence(data)}</p>
    <dl class="ends">${endView('Good', good, client)} ${endView('Bad', bad, client)}</dl>
    <div class="toolbar">
      ${metricChoice(data.metric, metrics, actions)}
      ${textButton('Swap', () => client.command({ name: 'bisect', good: bad.id, bad: good.id }), {
        icon: 'arrow-swap',
        title: 'Take the bad run for the good one',
      })}
      ${textButton('Compare', () => client.command({ name: 'openCompare', ids: [good.id, bad.id] }), { icon: 'diff' })}
      <span class="muted">Told by other finished runs of the experiment.</span>
    </div>
  </header>`;
}

function endView(word: string, { id, name, value }: Bisection['good'], client: ViewClient): TemplateResult {
  return html`<div>
    <dt>${word}</dt>
    <dd>
      ${runSwatch({ ...runColour(id), dash: 0, marker: 0 })}
      ${linkButton(name, () => client.command({ name: 'openRun', id }), `Open ${name}`)}
      <span class="number" title=${fullNumber(value)}>${formatNumber(value)}</span>
    </dd>
  </div>`;
}

function metricChoice(metric: string | null, metrics: readonly string[], actions: BisectActions): TemplateResult {
  const known = metric === null || metrics.includes(metric) ? metrics : [metric, ...metrics];
  const options = known.map((key): readonly [string, string] => [key, key]);
  return choice('Metric', metric ?? '', metric === null ? [['', 'Choose…'], ...options] : options, (key) => {
    if (key !== '') actions.chooseMetric(key);
  });
}
