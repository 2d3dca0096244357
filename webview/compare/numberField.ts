import { html, type TemplateResult } from 'lit';

/** A number that is typed in; told when it is entered whole. An empty or senseless text is told as null. */
export function numberField(
  label: string,
  value: number | null,
  onChange: (value: number | null) => void,
  { name = label, placeholder = '' }: { name?: string; placeholder?: string } = {},
): TemplateResult {
  const text = value === null ? '' : String(value);
  return html`<label class="choice"
    >${label}
    <input
      class="plain number-field"
      type="number"
      step="any"
      aria-label=${name}
      placeholder=${placeholder}
      .value=${text}
      @change=${(event: Event) => {
        const input = event.currentTarget as HTMLInputElement;
        const number = input.valueAsNumber;
        // What is not taken, or not as it was typed, shows as it is; while it is typed, the page leaves it alone.
        input.value = text;
        onChange(Number.isFinite(number) ? number : null);
      }}
  /></label>`;
}
