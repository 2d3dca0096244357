import { html, nothing, type TemplateResult } from 'lit';
import type { RunDocument } from '../../src/protocol/run';
import { iconButton, linkButton, textButton } from '../shared/controls';
import { formatBytes, plural } from '../../src/protocol/format';
import type { ViewClient } from '../shared/rpc';
import { explainStaleness } from '../../src/protocol/explainStaleness';
import type { Staleness } from '../../src/protocol/staleness';
import type { Lazy, RunCode } from './model';

interface CodeContext {
  readonly code: Lazy<RunCode>;
  readonly staleness: Staleness | null;
  readonly trusted: boolean;
  readonly client: ViewClient;
}

/** The exact code of the run: commit, what was not committed, what was left out, and the ways to get it back. */
export function codeFacts(run: RunDocument, context: CodeContext): TemplateResult {
  const { git } = run;
  return html`<section>
    <h2>Code</h2>
    ${git === null || git.commit === null ? nothing : commitFacts(git.commit, git, context.client)}
    ${stalenessLine(run, context)} ${codeFiles(run, context)}
    ${(git?.snapshot ?? null) === null ? nothing : codeButtons(run, context)}
  </section>`;
}

function commitFacts(
  commit: string,
  { branch, repository }: NonNullable<RunDocument['git']>,
  client: ViewClient,
): TemplateResult {
  return html`<dl class="facts">
    <div>
      <dt>Commit</dt>
      <dd>
        <code title=${commit}>${commit.slice(0, 7)}</code>
        ${iconButton('copy', 'Copy commit', () => client.command({ name: 'copy', text: commit }))}
      </dd>
    </div>
    ${
      branch === null
        ? nothing
        : html`<div>
            <dt>Branch</dt>
            <dd>${branch}</dd>
          </div>`
    }
    ${
      repository === null
        ? nothing
        : html`<div>
            <dt>Repository</dt>
            <dd>${repository}</dd>
          </div>`
    }
  </dl>`;
}

/** How the code differs from the workspace as it is now; nothing for a run without code, of which the facts say why. */
function stalenessLine(
  { id, git }: RunDocument,
  { staleness, code, client }: CodeContext,
): TemplateResult | typeof nothing {
  if (staleness === null || git === null) return nothing;
  if (staleness.reason !== null && code.kind === 'ready' && code.value.problem === staleness.reason) return nothing;
  const icon = staleness.state === 'same' ? 'pass' : staleness.state === 'differs' ? 'git-compare' : 'question';
  return html`<p class="staleness" role="status">
    <span class="codicon codicon-${icon}" aria-hidden="true"></span> ${explainStaleness(staleness)}.
    ${
      staleness.state === 'differs' && staleness.files !== 0
        ? linkButton('Compare', () => client.command({ name: 'openDiff', from: id, to: null, path: null }))
        : nothing
    }
  </p>`;
}

function codeFiles({ id, git }: RunDocument, { code, client }: CodeContext): TemplateResult {
  if (code.kind === 'reading') return html`<p class="muted" role="status">Reading the code state…</p>`;
  if (code.kind === 'failed') return html`<p class="problem" role="alert">${code.error.message}</p>`;
  const { files, leftOut, problem } = code.value;
  return html`${problem === null ? nothing : html`<p class="muted">${problem}</p>`}
  ${
    files.length === 0
      ? git?.dirty === false
        ? html`<p class="muted">Everything was committed.</p>`
        : nothing
      : html`<p>${plural(files.length, 'uncommitted file')}</p>
          <ul class="files">
            ${files.map(
              ({ path, status }) =>
                html`<li>
                  ${linkButton(
                    path,
                    () => client.command({ name: 'openUncommitted', id, path }),
                    'Compare with the committed file',
                  )}
                  <span class="muted">${status}</span>
                </li>`,
            )}
          </ul>`
  }
  ${
    leftOut.length === 0
      ? nothing
      : html`<details>
          <summary>${plural(leftOut.length, 'file')} left out of the snapshot</summary>
          <ul class="files">
            ${leftOut.map(
              ({ path, reason, bytes }) =>
                html`<li>
                  <span>${path}</span>
                  <span class="muted">${reason}${bytes === null ? '' : `, ${formatBytes(bytes)}`}</span>
                </li>`,
            )}
          </ul>
        </details>`
  }`;
}

function codeButtons({ id }: RunDocument, { trusted, client }: CodeContext): TemplateResult {
  if (!trusted) return html`<p class="muted">Trust this folder to get the code back.</p>`;
  const restore = (mode: 'worktree' | 'branch' | 'apply') => () => client.command({ name: 'restoreCode', id, mode });
  return html`<div class="buttons">
    ${textButton('Open Code in a New Worktree', restore('worktree'))} ${textButton('Create Branch', restore('branch'))}
    ${textButton('Apply to Workspace', restore('apply'))}
    ${textButton('Undo Apply', () => client.command({ name: 'undoRestoreCode' }), { title: 'Take back the code that was applied last' })}
  </div>`;
}
