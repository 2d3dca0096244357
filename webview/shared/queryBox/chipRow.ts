import { html, nothing, type TemplateResult } from 'lit';
import type { Chip } from './chips';
import { hasClause } from './clauses';
import type { BoxState } from './state';

type OnChip = (clause: string | null, gone: readonly string[]) => void;

/** The chips, each on where its term stands in the text; off limits while the text cannot be read. */
export function chipRow(chips: readonly Chip[], state: BoxState, onChip: OnChip): TemplateResult | typeof nothing {
  if (chips.length === 0) return nothing;
  const clauses = state.answer?.clauses;
  const query = { text: state.text, clauses: clauses ?? [] };
  const isOn = (clause: string): boolean => hasClause(query, clause);
  const unreadable = state.answer !== null && clauses === null;
  return html`<span class="chips" role="group" aria-label="Common filters">
    ${chips.map((chip) => (chip.kind === 'toggle' ? toggle(chip, isOn(chip.clause)) : choice(chip)))}
  </span>`;

  function toggle({ label, icon, clause }: Extract<Chip, { kind: 'toggle' }>, on: boolean): TemplateResult {
    return html`<button
      type="button"
      class="chip"
      aria-pressed=${String(on)}
      ?disabled=${unreadable}
      title=${clause}
      @click=${() => (on ? onChip(null, [clause]) : onChip(clause, []))}
    >
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>${label}
    </button>`;
  }

  function choice({ label, choices }: Extract<Chip, { kind: 'choice' }>): TemplateResult {
    const all = choices.map(({ clause }) => clause);
    const chosen = choices.find(({ clause }) => isOn(clause));
    return html`<select
      class="chip ${chosen ? 'on' : ''}"
      aria-label=${label}
      ?disabled=${unreadable || choices.length === 0}
      title=${chosen?.clause ?? `Filter by ${label.toLowerCase()}`}
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement;
        onChip(value === '' ? null : value, all);
      }}
    >
      <option value="" .selected=${chosen === undefined}>${label}: any</option>
      ${choices.map(
        (each) => html`<option value=${each.clause} .selected=${each === chosen}>${label}: ${each.label}</option>`,
      )}
    </select>`;
  }
}
