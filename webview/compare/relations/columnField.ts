import { html, type TemplateResult } from 'lit';

const mostOffered = 100;

/**
 * A column by its name, with those that contain what is typed on offer: a list of all would have thousands of metrics. Told
 * when the text is a column, or empty.
 */
export function columnField(
  label: string,
  value: string,
  { id, columns, onChange, placeholder = '' }: ColumnField,
): TemplateResult {
  const offer = (text: string): readonly string[] => {
    const wanted = text.trim().toLowerCase();
    return columns.filter((column) => column.toLowerCase().includes(wanted)).slice(0, mostOffered);
  };
  const fill = (input: HTMLInputElement): void => {
    const list = input.parentElement?.querySelector('datalist');
    list?.replaceChildren(...offer(input.value).map((column) => new Option('', column)));
  };
  return html`<label class="choice column-field"
    >${label}
    <input
      class="plain"
      type="text"
      list=${id}
      placeholder=${placeholder}
      .value=${value}
      @focus=${(event: Event) => fill(event.currentTarget as HTMLInputElement)}
      @input=${(event: Event) => fill(event.currentTarget as HTMLInputElement)}
      @change=${(event: Event) => {
        const input = event.currentTarget as HTMLInputElement;
        const text = input.value.trim();
        const column = columns.find((one) => one === text) ?? onlyOne(offer(text), text);
        if (column !== undefined || text === '') onChange(column ?? '');
        input.value = column === undefined && text !== '' ? value : (column ?? '');
      }} /><datalist id=${id}></datalist
  ></label>`;
}

export interface ColumnField {
  /** Of the list on offer; once a page. */
  readonly id: string;
  readonly columns: readonly string[];
  readonly onChange: (column: string) => void;
  readonly placeholder?: string;
}

/** Where what was typed fits one column alone, that is meant. */
function onlyOne(offered: readonly string[], text: string): string | undefined {
  return text !== '' && offered.length === 1 ? offered[0] : undefined;
}
