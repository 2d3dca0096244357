import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { runSwatch } from '../shared/colour';
import { iconButton, linkButton, textButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';
import { statusBadge } from '../shared/status';
import type { CompareActions } from './actions';
import type { ShownRun } from './model';

/**
 * The runs as chips: what each looks like, and what may be done with it. Chips are dragged, or moved by Shift with an
 * arrow key; any order can be clicked together by making one after the other the base.
 */
export function headerView(
  runs: readonly ShownRun[],
  { baseId, actions, client }: { baseId: string | null; actions: CompareActions; client: ViewClient },
): TemplateResult {
  return html`<header class="chips">
    <ul aria-label="Compared runs">
      ${repeat(
        runs,
        (run) => run.id,
        (run, index) => chip(run, index, { count: runs.length, isBase: run.id === baseId, actions, client }),
      )}
    </ul>
    ${textButton('Add Runs', () => client.command({ name: 'addRuns' }), { icon: 'add' })}
    ${textButton('Copy as Markdown', () => actions.report('clipboard'), { icon: 'copy' })}
    ${textButton('Save Markdown…', () => actions.report('files'), { icon: 'save-as' })}
    ${bisectButton(runs, baseId, client)}
    ${textButton('Open in Table', () => client.command({ name: 'openTable', ids: runs.map(({ id }) => id) }), { icon: 'table' })}
  </header>`;
}

/** Of two runs, the base counts as the good one; the page that opens can swap them. */
function bisectButton(
  runs: readonly ShownRun[],
  baseId: string | null,
  client: ViewClient,
): TemplateResult | typeof nothing {
  const good = runs.find(({ id }) => id === baseId);
  const bad = runs.find(({ id }) => id !== baseId);
  if (runs.length !== 2 || good === undefined || bad === undefined) return nothing;
  return textButton('Find What Made It Worse', () => client.command({ name: 'bisect', good: good.id, bad: bad.id }), {
    icon: 'search-fuzzy',
    title: `What made ${bad.name} worse than ${good.name}`,
  });
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The chip's element moves in the page, which takes the focus from what is in it. */
function moveKeepingFocus(id: string, to: number, actions: CompareActions): void {
  actions.move(id, to);
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`.chip[data-run="${CSS.escape(id)}"] .link`)?.focus();
  });
}

const dragType = 'application/x-modeltrail-run';

function chip(
  run: ShownRun,
  index: number,
  { count, isBase, actions, client }: { count: number; isBase: boolean; actions: CompareActions; client: ViewClient },
): TemplateResult {
  const { id, name, hidden, row } = run;
  return html`<li
    class="chip ${hidden ? 'hidden-run' : ''}"
    draggable="true"
    data-run=${id}
    @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(dragType, id)}
    @dragover=${(event: DragEvent) => {
      if (event.dataTransfer?.types.includes(dragType)) event.preventDefault();
    }}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      const moving = event.dataTransfer?.getData(dragType);
      if (moving) actions.move(moving, index);
    }}
    @keydown=${(event: KeyboardEvent) => {
      const by = event.shiftKey ? (steps[event.key] ?? 0) : 0;
      const to = index + by;
      if (by === 0 || to < 0 || to >= count) return;
      event.preventDefault();
      moveKeepingFocus(id, to, actions);
    }}
  >
    ${runSwatch(run.colour)}
    ${linkButton(name, () => client.command({ name: 'openRun', id }), `Open ${name} (Shift+← and Shift+→ move it)`)}
    ${isBase ? html`<span class="base">Base</span>` : nothing}
    ${run.gone ? html`<span class="muted">deleted</span>` : nothing}
    ${row === null || row.status === 'FINISHED' ? nothing : statusBadge(row.status)}
    ${(row?.deletedAt ?? null) === null ? nothing : html`<span class="muted">in Trash</span>`}
    <span class="chip-buttons">
      ${iconButton(hidden ? 'eye-closed' : 'eye', `${hidden ? 'Show' : 'Hide'} ${name}`, () => actions.toggle(id), hidden)}
      ${index === 0 ? nothing : iconButton('pin', `Make ${name} the base`, () => moveKeepingFocus(id, 0, actions))}
      ${count < 2 ? nothing : iconButton('close', `Remove ${name} from the comparison`, () => actions.remove(id))}
    </span>
  </li>`;
}
