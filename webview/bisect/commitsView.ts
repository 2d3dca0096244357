import { html, nothing, type TemplateResult } from 'lit';
import { formatAbsolute, formatCount, formatNumber, fullNumber } from '../../src/protocol/format';
import type { BisectCommit, Bisection } from '../../src/protocol/staleness';
import { iconButton, linkButton, textButton } from '../shared/controls';
import type { BisectTools } from './actions';
import type { BisectModel } from './model';
import { searchSentence } from './words';

const shownAtFirst = 60;

/** The commits between the two runs with the runs that were made at them, and the one worth a run. */
export function commitsView(data: Bisection, model: BisectModel, tools: BisectTools): TemplateResult {
  const { commits } = data;
  const shown = model.everyCommit || commits.length <= shownAtFirst ? commits : commits.filter(tells(data));
  return html`<section aria-labelledby="commits-title">
    <h2 id="commits-title">Commits between</h2>
    <p role="status">${searchSentence(data)}</p>
    ${nextView(data, model, tools)}
    ${
      commits.length === 0
        ? nothing
        : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="commits-title">
            <table class="commits" role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Commit</th>
                  <th role="columnheader" scope="col">Subject</th>
                  <th role="columnheader" scope="col">Author</th>
                  <th role="columnheader" scope="col">Runs</th>
                  <th role="columnheader" scope="col"><span class="visually-hidden">Action</span></th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${shown.map((commit) => row(commit, data, { model, tools }))}
              </tbody>
            </table>
          </div>`
    }
    ${
      shown.length === commits.length
        ? nothing
        : textButton(`Show All ${formatCount(commits.length)} Commits`, () => tools.actions.showEveryCommit())
    }
  </section>`;
}

/** Of a long line, the commits with something to say: runs, the ends of the search, and the next one. */
function tells({ between, next }: Bisection): (commit: BisectCommit) => boolean {
  return ({ commit, runs }) =>
    runs.length > 0 || commit === next || commit === between?.good || commit === between?.bad;
}

function nextView(data: Bisection, { trusted }: BisectModel, { client }: BisectTools): TemplateResult | typeof nothing {
  const { next, commits } = data;
  const commit = commits.find((each) => each.commit === next);
  if (commit === undefined) return nothing;
  return html`<div class="next">
    <p>
      Run <code>${commit.commit.slice(0, 7)}</code> “${commit.subject}” next: it halves what is left. Its files are
      checked out into a folder beside this one; data that Git does not hold is not in it.
    </p>
    ${
      trusted
        ? html`<p class="buttons">
            ${textButton('Run It in a Worktree', () => runAt(commit.commit, data, client), { primary: true, icon: 'run' })}
            <span class="muted">The command is typed for you; you press Enter.</span>
          </p>`
        : html`<p class="muted">Trust this folder to run it.</p>`
    }
  </div>`;
}

function runAt(commit: string, { commandLine, commandFolder }: Bisection, client: BisectTools['client']): void {
  client.command({ name: 'runAtCommit', commit, commandLine: commandLine ?? [], folder: commandFolder });
}

function row(
  { commit, subject, author, at, runs }: BisectCommit,
  data: Bisection,
  { model, tools }: { readonly model: BisectModel; readonly tools: BisectTools },
): TemplateResult {
  const { client } = tools;
  const mark = markOf(commit, data);
  return html`<tr role="row" class=${commit === data.next ? 'is-next' : ''}>
    <td role="cell" class="id"><code title=${commit}>${commit.slice(0, 7)}</code></td>
    <th role="rowheader" scope="row">
      ${subject} ${mark === null ? nothing : html`<span class="mark">${mark}</span>`}
    </th>
    <td role="cell" class="author" title=${formatAbsolute(at)}>${author}</td>
    <td role="cell" class="runs">
      ${runs.length === 0 ? html`<span class="muted">no run</span>` : runs.map((run) => runLine(run, client))}
    </td>
    <td role="cell" class="action">
      ${
        model.trusted && runs.length === 0
          ? iconButton('run', `Run ${commit.slice(0, 7)} in a worktree`, () => runAt(commit, data, client))
          : nothing
      }
    </td>
  </tr>`;
}

function markOf(commit: string, { between, next }: Bisection): string | null {
  if (commit === next) return 'run this next';
  if (commit === between?.good) return 'last good';
  return commit === between?.bad ? 'first bad' : null;
}

function runLine(run: BisectCommit['runs'][number], client: BisectTools['client']): TemplateResult {
  const { id, name, value, clean, status } = run;
  return html`<div>
    ${linkButton(name, () => client.command({ name: 'openRun', id }), `Open ${name}`)}
    <span class="number" title=${fullNumber(value)}>${formatNumber(value)}</span>
    ${status === 'FINISHED' ? nothing : html`<span class="muted">${status.toLowerCase()}</span>`}
    ${clean ? nothing : html`<span class="muted">with uncommitted changes</span>`}
  </div>`;
}
