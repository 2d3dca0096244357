import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

/** A number that is typed in; told when it is entered whole. An empty or senseless text is told as null. */
export function numberField(
  label: string,
  value: number | null,
  onChange: (value: number | null) => void,
  { name = label, placeholder = '' }: { name?: string; placeholder?: string } = {},
): TemplateResult {
  return html`<label class="choice"
    >${label}
    <input
      class="plain number-field"
      type="number"
      step="any"
      aria-label=${name}
      placeholder=${placeholder}
      .value=${live(value === null ? '' : String(value))}
      @change=${(event: Event) => {
        const number = (event.currentTarget as HTMLInputElement).valueAsNumber;
        onChange(Number.isFinite(number) ? number : null);
      }}
  /></label>`;
}
