import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../src/protocol/format';
import type { Bisection, Suspect } from '../../src/protocol/staleness';
import { linkButton, textButton } from '../shared/controls';
import type { BisectTools } from './actions';
import type { BisectModel } from './model';
import { evidenceSentence, shareWords, togetherSentence } from './words';

const shownAtFirst = 50;

const kinds: Readonly<Record<Suspect['kind'], readonly [icon: string, word: string]>> = {
  param: ['symbol-parameter', 'Param'],
  file: ['file-code', 'File'],
  data: ['database', 'Data'],
  package: ['package', 'Package'],
  environment: ['server-environment', 'Environment'],
};

/** Everything in which the two runs differ, those first that explain most of the gap. */
export function suspectsView(data: Bisection, { everySuspect }: BisectModel, tools: BisectTools): TemplateResult {
  const { suspects } = data;
  const shown = everySuspect ? suspects : suspects.slice(0, shownAtFirst);
  return html`<section aria-labelledby="suspects-title">
    <h2 id="suspects-title">What differs</h2>
    ${
      suspects.length === 0
        ? html`<p class="empty">
            Nothing that was recorded differs. Chance may have made the difference: repeat both runs.
          </p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="suspects-title">
            <table class="suspects" role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Kind</th>
                  <th role="columnheader" scope="col">What</th>
                  <th role="columnheader" scope="col">Good</th>
                  <th role="columnheader" scope="col">Bad</th>
                  <th role="columnheader" scope="col">Evidence</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${shown.map((suspect) => row(suspect, data, tools))}
              </tbody>
            </table>
          </div>`
    }
    ${
      shown.length === suspects.length
        ? nothing
        : textButton(`Show All ${formatCount(suspects.length)}`, () => tools.actions.showEverySuspect())
    }
  </section>`;
}

function row(suspect: Suspect, { good, bad }: Bisection, { client }: BisectTools): TemplateResult {
  const [icon, word] = kinds[suspect.kind];
  const open = () => client.command({ name: 'openDiff', from: good.id, to: bad.id, path: suspect.key });
  return html`<tr role="row">
    <td role="cell" class="kind">
      <span class="codicon codicon-${icon}" title=${word} aria-hidden="true"></span> <span class="word">${word}</span>
    </td>
    <th role="rowheader" scope="row">
      ${suspect.kind === 'file' ? linkButton(suspect.key, open, 'Open in the diff editor') : suspect.key}
    </th>
    ${suspect.kind === 'file' ? fileCells(suspect) : valueCells(suspect)}
    <td role="cell" class="evidence">${evidenceCell(suspect)}</td>
  </tr>`;
}

function fileCells({ good, bad }: Suspect): TemplateResult {
  return html`<td role="cell" colspan="2" class="muted change">
    ${good === null ? 'added' : bad === null ? 'removed' : 'changed'}
  </td>`;
}

function valueCells({ kind, good, bad }: Suspect): TemplateResult {
  // A digest is read by its first characters.
  const text = (value: string): string => (kind === 'data' ? value.slice(0, 12) : value);
  const cell = (value: string | null): TemplateResult =>
    value === null
      ? html`<td role="cell" class="muted">none</td>`
      : html`<td role="cell"><code class="value" title=${value}>${text(value)}</code></td>`;
  return html`${cell(good)} ${cell(bad)}`;
}

function evidenceCell(suspect: Suspect): TemplateResult {
  const { evidence } = suspect;
  if (evidence === null) return html`<span class="muted">${evidenceSentence(suspect)}</span>`;
  const width = Math.round(Math.min(1, Math.max(0, evidence.share)) * 100);
  const together = togetherSentence(suspect.togetherWith);
  return html`<div class="share">
      <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width=${width} height="8" />
      </svg>
      ${shareWords(evidence.share)}
    </div>
    <div class="muted">${evidenceSentence(suspect)}</div>
    ${together === null ? nothing : html`<div><span class="codicon codicon-link" aria-hidden="true"></span> ${together}</div>`}`;
}
