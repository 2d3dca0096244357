import { html, nothing, type TemplateResult } from 'lit';
import { textButton } from '../shared/controls';
import { compareNaturally } from '../shared/sections';
import type { CompareActions } from './actions';
import { visibleTable, type CompareData, type ShownRun } from './model';
import { sharedPrimary } from './primary';
import { rememberLast } from './rememberLast';
import type { Repeats } from './spread';
import { summarise } from './summary';
import { visibleRows } from './table';

const rowsOf = rememberLast(visibleRows);

/** The summary's sentences, with the way to set a primary metric where there is none. */
export function summaryView(
  data: CompareData,
  runs: readonly ShownRun[],
  { actions, trusted, repeats }: { actions: CompareActions; trusted: boolean; repeats: Repeats },
): TemplateResult {
  const rows = runs.flatMap((run) => (run.hidden || run.row === null ? [] : [run.row]));
  const primary = sharedPrimary(rows, data.experiments);
  const facts = summarise({ runs: rows, comparison: rowsOf(visibleTable(data.comparison, runs)), primary, repeats });
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))]
    .filter((key) => !key.startsWith('system/'))
    .toSorted(compareNaturally);
  return html`<section aria-labelledby="summary-title">
    <h2 id="summary-title">Summary</h2>
    ${facts.map(({ sentence, detail }) =>
      detail === null
        ? html`<p>${sentence}</p>`
        : html`<details class="fact">
            <summary title=${detail}>${sentence}</summary>
            <p class="muted small">${detail}</p>
          </details>`,
    )}
    ${primary === null && metrics.length > 0 && trusted ? primaryForm(metrics, actions) : nothing}
  </section>`;
}

function primaryForm(metrics: readonly string[], actions: CompareActions): TemplateResult {
  const submit = (event: Event): void => {
    const form = (event.currentTarget as HTMLElement).closest('form');
    if (form === null) return;
    const values = new FormData(form);
    const key = values.get('key');
    if (typeof key === 'string')
      actions.setPrimary({ key, direction: values.get('direction') === 'min' ? 'min' : 'max' });
  };
  return html`<form class="buttons" @submit=${(event: Event) => event.preventDefault()}>
    <label class="choice"
      >Primary metric
      <select name="key">
        ${metrics.map((metric) => html`<option value=${metric}>${metric}</option>`)}
      </select></label
    >
    <label class="choice"
      >Better
      <select name="direction">
        <option value="max">higher</option>
        <option value="min">lower</option>
      </select></label
    >
    ${textButton('Set Primary Metric', submit)}
  </form>`;
}
