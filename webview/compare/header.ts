import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { runSwatch } from '../shared/colour';
import { iconButton, linkButton, textButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';
import { statusBadge } from '../shared/status';
import type { CompareActions } from './actions';
import type { ShownRun } from './model';

/** The runs as chips: what each looks like, and what may be done with it. Chips are dragged, or moved by their buttons. */
export function headerView(runs: readonly ShownRun[], actions: CompareActions, client: ViewClient): TemplateResult {
  return html`<header class="chips">
    <ul aria-label="Compared runs">
      ${repeat(
        runs,
        (run) => run.id,
        (run, index) => chip(run, index, { count: runs.length, actions, client }),
      )}
    </ul>
    ${textButton('Add Runs', () => client.command({ name: 'addRuns' }), { icon: 'add' })}
  </header>`;
}

const dragType = 'application/x-modeltrail-run';

function chip(
  run: ShownRun,
  index: number,
  { count, actions, client }: { count: number; actions: CompareActions; client: ViewClient },
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
  >
    ${runSwatch(run.colour)} ${linkButton(name, () => client.command({ name: 'openRun', id }), `Open ${name}`)}
    ${index === 0 ? html`<span class="base">Base</span>` : nothing}
    ${row === null || row.status === 'FINISHED' ? nothing : statusBadge(row.status)}
    ${(row?.deletedAt ?? null) === null ? nothing : html`<span class="muted">in Trash</span>`}
    <span class="chip-buttons">
      ${iconButton(hidden ? 'eye-closed' : 'eye', `${hidden ? 'Show' : 'Hide'} ${name}`, () => actions.toggle(id), hidden)}
      ${
        index === 0
          ? nothing
          : html`${iconButton('home', `Make ${name} the base`, () => actions.move(id, 0))}${iconButton(
              'arrow-left',
              `Move ${name} left`,
              () => actions.move(id, index - 1),
            )}`
      }
      ${
        index === count - 1 || index === 0
          ? nothing
          : iconButton('arrow-right', `Move ${name} right`, () => actions.move(id, index + 1))
      }
      ${count < 2 ? nothing : iconButton('close', `Remove ${name} from the comparison`, () => actions.remove(id))}
    </span>
  </li>`;
}
