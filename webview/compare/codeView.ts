import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChangedFile } from '../../src/protocol/run';
import { runSwatch } from '../shared/colour';
import { linkButton, textButton } from '../shared/controls';
import { plural } from '../../src/protocol/format';
import type { ViewClient } from '../shared/rpc';
import { problem } from '../shared/status';
import type { CompareActions } from './actions';
import type { CodeDiff, ShownRun } from './model';

interface CodeContext {
  readonly diffs: ReadonlyMap<string, CodeDiff>;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

/** The changed files between the base and each other run; read when a run's part is opened. */
export function codeView(runs: readonly ShownRun[], context: CodeContext): TemplateResult {
  const [base, ...others] = runs;
  const shown = others.filter((run) => !run.hidden);
  return html`<section aria-labelledby="code-title">
    <h2 id="code-title">Code</h2>
    ${
      base === undefined || shown.length === 0
        ? html`<p class="empty">Show another run beside the base to see what changed.</p>`
        : repeat(
            shown,
            (run) => run.id,
            (run) => runCode(base, run, context),
          )
    }
  </section>`;
}

function runCode(base: ShownRun, run: ShownRun, { diffs, actions, client }: CodeContext): TemplateResult {
  const diff = diffs.get(run.id);
  return html`<details
    class="code-diff"
    @toggle=${(event: ToggleEvent) => {
      if (event.newState === 'open') actions.readDiff(run.id);
    }}
  >
    <summary>
      <h3>${base.name} → ${run.name}</h3>
      ${runSwatch(run.colour)} <span class="muted">${sameCode(base, run)}</span>
    </summary>
    <div class="code-body">${diffBody(diff, { base, run, client })}</div>
  </details>`;
}

function sameCode(base: ShownRun, run: ShownRun): string {
  const [one, other] = [base.row?.git, run.row?.git];
  if (!one || !other) return 'code not known';
  if (one.tree !== null && one.tree === other.tree) return 'same code';
  return `${one.commit?.slice(0, 7) ?? 'no commit'} → ${other.commit?.slice(0, 7) ?? 'no commit'}`;
}

function diffBody(
  diff: CodeDiff | undefined,
  { base, run, client }: { base: ShownRun; run: ShownRun; client: ViewClient },
): TemplateResult {
  if (diff === undefined || diff.kind === 'reading')
    return html`<p class="muted" role="status">Reading the changes…</p>`;
  if (diff.kind === 'failed')
    return problem(`The code of ${base.name} and ${run.name} cannot be compared.`, diff.error, client);
  if (diff.files.length === 0) return html`<p class="empty">No file differs.</p>`;
  const open = (path: string | null) => client.command({ name: 'openDiff', from: base.id, to: run.id, path });
  return html`<p class="buttons">
      <span>${plural(diff.files.length, 'changed file')}</span>
      ${textButton('Open All Files', () => open(null), { icon: 'diff-multiple' })}
    </p>
    <ul class="files">
      ${diff.files.map((file) => html`<li>${fileLine(file, open)}</li>`)}
    </ul>`;
}

const letters: Readonly<Record<ChangedFile['status'], string>> = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
};

function fileLine(file: ChangedFile, open: (path: string) => void): TemplateResult {
  const { path, status, from, additions, deletions } = file;
  return html`<span class="letter ${status}" title=${status}>${letters[status]}</span>
    ${linkButton(path, () => open(path), 'Open in the diff editor')}
    ${from === null ? '' : html`<span class="muted">from ${from}</span>`}
    ${additions === null ? html`<span class="muted">binary</span>` : html`<span class="muted">+${additions} −${deletions ?? 0}</span>`}`;
}
