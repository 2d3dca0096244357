import { html, nothing, type TemplateResult } from 'lit';
import { textButton } from '../shared/controls';
import { compareNaturally } from '../shared/sections';
import type { CompareActions } from './actions';
import { shownIndexes, type CompareData, type ShownRun } from './model';
import { sharedPrimary, summarise } from './summary';

/** The summary's sentences, with the way to set a primary metric where there is none. */
export function summaryView(
  data: CompareData,
  runs: readonly ShownRun[],
  { actions, trusted }: { actions: CompareActions; trusted: boolean },
): TemplateResult {
  const indexes = shownIndexes(data.comparison, runs);
  const rows = runs.flatMap((run) => (run.hidden || run.row === null ? [] : [run.row]));
  const primary = sharedPrimary(rows, data.experiments);
  const comparison = {
    ...data.comparison,
    rows: data.comparison.rows.map((row) => {
      const values = indexes.map((index) => row.values[index] ?? null);
      return { ...row, values, differs: new Set(values).size > 1 };
    }),
  };
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))]
    .filter((key) => !key.startsWith('system/'))
    .toSorted(compareNaturally);
  return html`<section aria-labelledby="summary-title">
    <h2 id="summary-title">Summary</h2>
    ${summarise({ runs: rows, comparison, primary }).map((sentence) => html`<p>${sentence}</p>`)}
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
