import { html, nothing, type TemplateResult } from 'lit';
import type { SharedCursor } from '../shared/charts';
import type { ViewClient } from '../shared/rpc';
import { connectionBar, problem, skeleton } from '../shared/status';
import { plural } from '../../src/protocol/format';
import { textButton } from '../shared/controls';
import type { CompareActions } from './actions';
import { artifactsView } from './artifacts/artifactsView';
import { chartsView } from './chartsView';
import { codeView } from './codeView';
import { headerView } from './header';
import { shownRuns, type CompareModel, type ShownRun } from './model';
import { relationsView } from './relations/relationsView';
import { listed } from './summary';
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
  const present = runs.filter((run) => run.row !== null);
  return html`<main>
    <h1 class="visually-hidden">Compare runs</h1>
    ${connectionBar(model.connection, client)}
    ${intent === null ? nothing : headerView(runs, { baseId: data?.comparison.base ?? runs[0]?.id ?? null, actions, client })}
    ${model.notice === null ? nothing : html`<p class="muted small" role="status">${model.notice}</p>`}
    ${data === null ? nothing : goneRuns(runs, actions)}
    ${error === null ? nothing : problem('The runs cannot be compared.', error, client, () => actions.reload())}
    ${
      intent === null || data === null
        ? error === null
          ? skeleton(8, 'Reading the runs')
          : nothing
        : html`${summaryView(data, present, { actions, trusted: model.trusted, repeats: model.repeats })}
          ${tableView(data, present, { intent, actions, client })}
          ${chartsView(present, { intent, actions, client, cursor })}
          ${relationsView(present, { intent, data, actions, client })}
          ${artifactsView(present, { model, actions, client })}
          ${codeView(baseFirst(present, data.comparison.base), { diffs: model.diffs, actions, client })}`
    }
  </main>`;
}

/** Says which runs are no more: they are in no part of the page, and stay chips until they are taken out. */
function goneRuns(runs: readonly ShownRun[], actions: CompareActions): TemplateResult | typeof nothing {
  const gone = runs.filter((run) => run.gone);
  if (gone.length === 0) return nothing;
  const rest = runs.filter((run) => !run.gone).map((run) => run.id);
  const were = `${plural(gone.length, 'run')} ${gone.length === 1 ? 'was' : 'were'} deleted for good: ${listed(
    gone.map((run) => run.name),
    5,
  )}.`;
  return html`<p class="buttons gone" role="status">
    <span>${were} ${rest.length === 0 ? 'No run of this comparison is left.' : 'The page compares the others.'}</span>
    ${rest.length === 0 ? nothing : textButton(gone.length === 1 ? 'Remove It' : 'Remove Them', () => actions.keepOnly(rest))}
  </p>`;
}

function baseFirst(runs: readonly ShownRun[], base: string): readonly ShownRun[] {
  return runs.toSorted((one, other) => Number(other.id === base) - Number(one.id === base));
}
