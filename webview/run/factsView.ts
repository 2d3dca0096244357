import { html, nothing, type TemplateResult } from 'lit';
import type { RunDocument } from '../../src/protocol/run';
import { iconButton, searchField } from '../shared/controls';
import { formatBytes, formatNumber, fullNumber, plural } from '../../src/protocol/format';
import type { ViewClient } from '../shared/rpc';
import { compareNaturally } from '../shared/sections';
import type { RunActions } from './actions';
import { codeFacts } from './codeFacts';
import type { RunModel } from './model';

interface FactsContext {
  readonly model: RunModel;
  readonly actions: RunActions;
  readonly client: ViewClient;
}

/** What the run was made from: parameters, code, data, environment, command. */
export function factsView(run: RunDocument, { model, actions, client }: FactsContext): TemplateResult {
  return html`<aside aria-label="Facts">
    ${paramFacts(run)}
    ${codeFacts(run, { code: model.code, staleness: model.staleness, trusted: model.trusted, client })}
    ${dataFacts(run)} ${environmentFacts(run, model.packageSearch, actions)} ${processFacts(run, client)}
  </aside>`;
}

function facts(rows: readonly (readonly [string, unknown])[]): TemplateResult {
  return html`<dl class="facts">
    ${rows.map(
      ([key, value]) =>
        html`<div>
          <dt title=${key}>${key}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function section(title: string, content: unknown): TemplateResult {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

function paramFacts({ params, metrics }: RunDocument): TemplateResult {
  const entries = Object.entries(params).toSorted(([one], [other]) => compareNaturally(one, other));
  const values = Object.entries(metrics)
    .filter(([key]) => !key.startsWith('system/'))
    .toSorted(([one], [other]) => compareNaturally(one, other));
  return html`${section('Params', entries.length === 0 ? html`<p class="empty">None logged.</p>` : facts(entries))}
  ${
    values.length === 0
      ? nothing
      : section(
          'Last values',
          facts(
            values.map(([key, { value }]) => [
              key,
              html`<span class="number" title=${fullNumber(value)}>${formatNumber(value)}</span>`,
            ]),
          ),
        )
  }`;
}

function dataFacts({ data, datasets }: RunDocument): TemplateResult {
  const logged = datasets.map(({ name, digest, context }): readonly [string, unknown] => [
    context === null ? name : `${name} (${context})`,
    html`<code title=${digest}>${digest.slice(0, 12)}</code>`,
  ]);
  const pinned = data.map(({ path, digest, from }): readonly [string, unknown] => [
    path,
    html`<code title=${digest}>${digest.slice(0, 12)}</code> <span class="muted">${from}</span>`,
  ]);
  if (logged.length + pinned.length === 0) return section('Data', html`<p class="empty">No data version is known.</p>`);
  return html`${pinned.length === 0 ? nothing : section('Data versions', facts(pinned))}
  ${logged.length === 0 ? nothing : section('Datasets', facts(logged))}`;
}

function environmentFacts({ environment }: RunDocument, search: string, actions: RunActions): TemplateResult {
  if (environment === null) return section('Environment', html`<p class="empty">Not recorded.</p>`);
  const { python, platform, packages, hardware } = environment;
  const known = (
    [
      ['Python', python],
      ['Platform', platform],
    ] as const
  ).filter(([, value]) => value !== null);
  const machine = Object.entries(hardware ?? {})
    .filter(([key]) => key !== 'platform')
    .map(([key, value]): [string, string] => [hardwareWords[key] ?? key, hardwareText(key, value)])
    .filter(([, text]) => text !== '');
  return section('Environment', html`${facts([...known, ...machine])} ${packageList(packages, search, actions)}`);
}

/** Keys of the run document's `hardware` in words; others stand as they are. */
const hardwareWords: Readonly<Record<string, string>> = {
  host: 'Host',
  cpuModel: 'Processor',
  cpuCount: 'Logical processors',
  memoryBytes: 'Memory',
  gpus: 'GPUs',
};

function hardwareText(key: string, value: unknown): string {
  if (typeof value === 'number' && /bytes$/i.test(key)) return formatBytes(value);
  if (value === null || (Array.isArray(value) && value.length === 0)) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function packageList(
  packages: Readonly<Record<string, string>>,
  search: string,
  actions: RunActions,
): TemplateResult | typeof nothing {
  const all = Object.entries(packages);
  if (all.length === 0) return nothing;
  const wanted = search.trim().toLowerCase();
  const shown = all.filter(([name]) => name.toLowerCase().includes(wanted));
  return html`<details>
    <summary>${plural(all.length, 'package')}</summary>
    ${searchField('Search packages', search, (text) => actions.searchPackages(text))}
    ${
      shown.length === 0
        ? html`<p class="empty">No package matches.</p>`
        : facts(shown.toSorted(([one], [other]) => compareNaturally(one, other)))
    }
  </details>`;
}

function processFacts({ process, user, id }: RunDocument, client: ViewClient): TemplateResult {
  const rows: (readonly [string, unknown])[] = [];
  if (process !== null) {
    rows.push(['Command', html`<code>${process.commandLine.join(' ')}</code>`]);
    if (process.workingDirectory !== null) rows.push(['Folder', html`<code>${process.workingDirectory}</code>`]);
    if (process.executable !== null) rows.push(['Program', html`<code>${process.executable}</code>`]);
    rows.push(['Process', process.pid]);
  }
  if (user !== '') rows.push(['User', user]);
  rows.push([
    'Run id',
    html`<code>${id}</code> ${iconButton('copy', 'Copy run id', () => client.command({ name: 'copy', text: id }))}`,
  ]);
  return section('Command', facts(rows));
}
