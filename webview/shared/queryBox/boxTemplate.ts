import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { CompletionItem } from '../../../src/protocol/searchRpc';
import { iconButton } from '../controls';
import type { Chip } from './chips';
import { chipRow } from './chipRow';
import type { BoxState } from './state';

export interface BoxEvents {
  readonly input: (text: string) => void;
  readonly key: (event: KeyboardEvent) => void;
  readonly blur: () => void;
  /** The caret may be elsewhere now. */
  readonly move: () => void;
  readonly apply: () => void;
  readonly pick: (index: number) => void;
  readonly clear: () => void;
  /** `clause` shall be a term of the query (null: none), and none of `gone`. */
  readonly chip: (clause: string | null, gone: readonly string[]) => void;
  readonly showError: () => void;
}

interface Box {
  /** Unique in the page. */
  readonly id: string;
  readonly label: string;
  /** The filter that is applied. */
  readonly applied: string;
  readonly chips: readonly Chip[];
  readonly state: BoxState;
}

const icons: Readonly<Record<CompletionItem['kind'], string>> = {
  field: 'symbol-field',
  key: 'symbol-key',
  operator: 'symbol-operator',
  value: 'symbol-string',
  keyword: 'symbol-keyword',
};

export function boxTemplate({ id, label, applied, chips, state }: Box, events: BoxEvents): TemplateResult {
  const { text, open, active } = state;
  const error = state.complaining ? (state.answer?.error ?? null) : null;
  const isNew = text.trim() !== applied;
  return html`<div class="query-line">
    <div class="query-main">
      <span class="query-field ${error ? 'wrong' : ''}">
        <span class="codicon codicon-filter" aria-hidden="true"></span>
        <span class="query-text">
          <input
            type="text"
            role="combobox"
            aria-label=${label}
            aria-autocomplete="list"
            aria-expanded=${String(open)}
            aria-controls="${id}-list"
            aria-activedescendant=${open && active >= 0 ? `${id}-${active}` : nothing}
            aria-invalid=${error ? 'true' : nothing}
            aria-describedby="${id}-error"
            placeholder="${label}, such as metrics.acc > 0.9 AND params.model = 'forest'"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            .value=${live(text)}
            @input=${(event: Event) => events.input((event.currentTarget as HTMLInputElement).value)}
            @keydown=${events.key}
            @mousedown=${events.move}
            @blur=${events.blur}
            @scroll=${alignMarks}
          />${marks(text, error)}
        </span>
        ${isNew ? iconButton('arrow-right', 'Apply (Enter)', events.apply) : nothing}
        ${text === '' ? nothing : iconButton('close', 'Clear filter', events.clear)}
        ${completions({ id, label, state }, events)}
      </span>
      <div class="query-error" id="${id}-error" role="status">${errorLine(state, events)}</div>
    </div>
    ${chipRow(chips, state, events.chip)}
  </div>`;
}

/** A line below the text, under the part that is wrong. */
function marks(text: string, error: { position: number; length: number } | null): TemplateResult | typeof nothing {
  if (!error) return nothing;
  const end = Math.max(error.position + 1, error.position + error.length);
  return html`<span class="query-marks" aria-hidden="true" ${ref(alignWithField)}
    ><span>${text.slice(0, error.position)}</span><u>${text.slice(error.position, end).padEnd(end - error.position)}</u
    ><span>${text.slice(end)}</span></span
  >`;
}

/** The text in the field scrolls by itself; the line below it follows. */
function alignMarks(event: Event): void {
  const field = event.currentTarget as HTMLInputElement;
  const line = field.nextElementSibling;
  if (line) line.scrollLeft = field.scrollLeft;
}

function alignWithField(line: Element | undefined): void {
  const field = line?.previousElementSibling;
  if (line && field) queueMicrotask(() => (line.scrollLeft = field.scrollLeft));
}

function errorLine({ complaining, answer, failure }: BoxState, events: BoxEvents): TemplateResult | typeof nothing {
  if (failure !== null) return html`<span class="codicon codicon-warning" aria-hidden="true"></span> ${failure}`;
  const error = complaining ? answer?.error : null;
  if (!error) return nothing;
  return html`<span class="codicon codicon-error" aria-hidden="true"></span> ${error.message}
    <button type="button" class="link" @click=${events.showError}>
      ${error.expected === null ? `Character ${error.position + 1}` : `Character ${error.position + 1}: expected ${error.expected}`}
    </button>`;
}

function completions({ id, label, state }: Pick<Box, 'id' | 'label' | 'state'>, { pick }: BoxEvents): TemplateResult {
  const { open, active } = state;
  const items = open ? (state.answer?.items ?? []) : [];
  return html`<ul
    class="completions"
    id="${id}-list"
    role="listbox"
    aria-label="Completions of ${label}"
    ?hidden=${items.length === 0}
    @mousedown=${(event: Event) => event.preventDefault()}
  >
    ${items.map(
      (item, index) =>
        html`<li
          id="${id}-${index}"
          role="option"
          aria-selected=${String(index === active)}
          ${index === active ? ref(showWithin) : nothing}
          @click=${() => pick(index)}
        >
          <span class="codicon codicon-${icons[item.kind]}" aria-hidden="true"></span>
          <span class="completion-label">${item.label}</span>
          <span class="completion-detail">${item.detail ?? ''}</span>
        </li>`,
    )}
  </ul>`;
}

function showWithin(item: Element | undefined): void {
  item?.scrollIntoView({ block: 'nearest' });
}
