import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { RunDocument } from '../../src/protocol/run';
import { runColour } from '../../src/protocol/runColour';
import { runSwatch } from '../shared/colour';
import { iconButton, textButton } from '../shared/controls';
import { formatAbsolute, formatAgo, formatDuration } from '../../src/protocol/format';
import { markdownView } from '../shared/markdownView';
import { statusBadge } from '../shared/status';
import type { RunActions } from './actions';
import './liveClock';
import type { RunModel } from './model';

interface HeaderContext {
  readonly model: RunModel;
  readonly actions: RunActions;
}

/** Title, status, clock, note and tags. */
export function headerView(run: RunDocument, { model, actions }: HeaderContext): TemplateResult {
  return html`<header>
    <div class="title">
      ${runSwatch({ ...runColour(run.id), dash: 0, marker: 0 })}
      <h1>${run.name}</h1>
      ${
        model.trusted
          ? iconButton(
              run.starred ? 'star-full' : 'star-empty',
              run.starred ? 'Remove star' : 'Add star',
              () => actions.star(!run.starred),
              run.starred,
            )
          : nothing
      }
    </div>
    <p class="facts-line">
      ${statusBadge(run.status)} ${clock(run)}
      <span>in <b>${run.experiment.name}</b></span>
      ${
        run.startedAt === null
          ? nothing
          : html`<span title=${formatAbsolute(run.startedAt)}>started ${formatAgo(run.startedAt, Date.now())}</span>`
      }
      ${run.deletedAt === null ? nothing : html`<span class="muted">in Trash</span>`}
    </p>
    ${
      model.saveError === null
        ? nothing
        : html`<p class="problem" role="alert">The change was not saved: ${model.saveError.message}</p>`
    }
    ${noteView(run, { model, actions })} ${tagsView(run, { model, actions })}
  </header>`;
}

function clock({ status, startedAt, durationMs }: RunDocument): TemplateResult | typeof nothing {
  if (status === 'RUNNING' && startedAt !== null) return html`<live-clock since=${startedAt}></live-clock>`;
  return durationMs === null ? nothing : html`<span>${formatDuration(durationMs)}</span>`;
}

function noteView({ note }: RunDocument, { model, actions }: HeaderContext): TemplateResult {
  const { draft } = model;
  if (draft !== null) {
    return html`<form class="note" @submit=${(event: Event) => event.preventDefault()}>
      <textarea
        aria-label="Note (Markdown)"
        .value=${live(draft)}
        @input=${(event: Event) => actions.editNote((event.currentTarget as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape') actions.editNote(null);
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) actions.saveNote();
        }}
      ></textarea>
      <div class="buttons">
        ${textButton('Save Note', () => actions.saveNote(), { primary: true })}
        ${textButton('Cancel', () => actions.editNote(null))}
        <span class="muted small">Markdown: headings, lists, bold, italic, code, links</span>
      </div>
    </form>`;
  }
  return html`<div class="note">
    ${note ? markdownView(note) : nothing}
    ${
      model.trusted
        ? html`<button class="link" @click=${() => actions.editNote(note ?? '')}>
            ${note ? 'Edit note' : 'Add a note'}
          </button>`
        : nothing
    }
  </div>`;
}

/** Tags that MLflow and its clients keep for themselves; what they say stands elsewhere on the page. */
function isOwnTag(key: string): boolean {
  return key.startsWith('mlflow.');
}

function tagsView({ tags }: RunDocument, { model, actions }: HeaderContext): TemplateResult {
  const entries = Object.entries(tags).filter(([key]) => !isOwnTag(key));
  return html`<div class="tags">
    ${
      entries.length === 0
        ? nothing
        : html`<ul aria-label="Tags">
            ${entries.map(
              ([key, value]) =>
                html`<li class="tag" title="${key}: ${value}">
                  <span class="muted">${key}</span> <span class="value">${value}</span>
                  ${model.trusted ? iconButton('close', `Remove tag ${key}`, () => actions.setTag(key, null)) : nothing}
                </li>`,
            )}
          </ul>`
    }
    ${model.trusted ? tagForm(actions) : nothing}
  </div>`;
}

function tagForm(actions: RunActions): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    const [key, value] = [values.get('key'), values.get('value')];
    if (typeof key !== 'string' || key.trim() === '' || typeof value !== 'string') return;
    actions.setTag(key.trim(), value);
    form.reset();
  };
  return html`<details class="add-tag">
    <summary>Add tag</summary>
    <form class="buttons" @submit=${submit}>
      <input class="plain" name="key" placeholder="key" aria-label="Tag key" required />
      <input class="plain" name="value" placeholder="value" aria-label="Tag value" />
      <button class="icon" title="Save tag" aria-label="Save tag">
        <span class="codicon codicon-check" aria-hidden="true"></span>
      </button>
    </form>
  </details>`;
}
