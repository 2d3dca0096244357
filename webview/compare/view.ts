import { html, nothing, type TemplateResult } from 'lit';
import type { SharedCursor } from '../shared/charts';
import type { ViewClient } from '../shared/rpc';
import { connectionBar, problem, skeleton } from '../shared/status';
import type { CompareActions } from './actions';
import { chartsView } from './chartsView';
import { codeView } from './codeView';
import { headerView } from './header';
import { shownRuns, type CompareModel } from './model';
import { summaryView } from './summaryView';
import { tableView } from './tableView';

export interface CompareTools {
  readonly actions: CompareActions;
  readonly client: ViewClient;
  readonly cursor: SharedCursor;
}

/** The whole compare page. */
export function compareView(model: CompareModel, { actions, client, cursor }: CompareTools): TemplateResult {
  const { intent, data, error } = model;
  const runs = shownRuns(model);
  return html`<main @redraw=${() => actions.choose({})}>
    <h1 class="visually-hidden">Compare runs</h1>
    ${connectionBar(model.connection, client)} ${intent === null ? nothing : headerView(runs, actions, client)}
    ${error === null ? nothing : problem('The runs cannot be compared.', error, client, () => actions.reload())}
    ${
      intent === null || data === null
        ? error === null
          ? skeleton(8, 'Reading the runs')
          : nothing
        : html`${summaryView(data, runs, { actions, trusted: model.trusted })}
          ${tableView(data, runs, { intent, actions, client })} ${chartsView(runs, { intent, actions, client, cursor })}
          ${codeView(runs, { diffs: model.diffs, actions, client })}`
    }
  </main>`;
}
