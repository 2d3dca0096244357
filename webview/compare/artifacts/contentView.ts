import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes, formatDelta, formatNumber, plural } from '../../../src/protocol/format';
import type { ViewClient } from '../../shared/rpc';
import { problem } from '../../shared/status';
import type { ShownRun } from '../model';
import { diagonalShare, matrixDifference, type Matrix } from './matrix';
import type { Content } from './model';
import { diffTable } from './tableDiff';

export interface ContentContext {
  readonly run: ShownRun;
  readonly path: string | null;
  /** The base's content to compare with; null for the base itself, or where it has none. */
  readonly base: Content | null;
  /** Matrices as difference to the base's. */
  readonly difference: boolean;
  readonly client: ViewClient;
}

// More would leave the numbers too little contrast.
const mostTint = 35;

/** One run's file as the page shows it; null: the run has none. */
export function contentView(content: Content | null, context: ContentContext): TemplateResult {
  const { run, path, base, difference, client } = context;
  if (content === null) return html`<p class="empty">Not in this run.</p>`;
  switch (content.kind) {
    case 'reading':
      return html`<p class="muted" role="status">Reading…</p>`;
    case 'failed':
      return problem(`${path ?? 'The file'} of ${run.name} cannot be read.`, content.error, client);
    case 'image':
      return html`<img src=${content.url} alt="${path ?? ''} of ${run.name}" />`;
    case 'matrix':
      return matrixView(content.matrix, {
        base: base?.kind === 'matrix' ? base.matrix : null,
        difference,
        name: run.name,
      });
    case 'rows':
      return rowsView(content, base?.kind === 'rows' ? base.rows : null, run.name);
    case 'text':
      return textView(content, base, run.name);
    case 'large':
      return html`<p class="empty">${formatBytes(content.bytes)}: too large to show here.</p>`;
    case 'other':
      return html`<p class="empty">VS Code opens files of this kind.</p>`;
  }
}

function matrixView(
  matrix: Matrix,
  { base, difference, name }: { base: Matrix | null; difference: boolean; name: string },
): TemplateResult {
  const change = difference && base !== null ? matrixDifference(matrix, base) : null;
  const { labels, values } = change ?? matrix;
  const most = values.flat().reduce((one, value) => Math.max(one, Math.abs(value)), 0) || 1;
  const share = diagonalShare(matrix);
  const note =
    difference && base !== null && change === null
      ? ' The labels are others than the base’s: no difference is shown.'
      : '';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of ${name}">
      <table class="matrix">
        <thead>
          <tr>
            <td></td>
            ${labels.map((label) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${values.map(
            (row, index) =>
              html`<tr>
                <th scope="row">${labels[index]}</th>
                ${row.map(
                  (value) =>
                    html`<td
                      class="number ${change !== null && value < 0 ? 'less' : 'more'}"
                      .style=${`--share: ${Math.round((Math.abs(value) / most) * mostTint)}%`}
                    >
                      ${change === null ? formatNumber(value) : formatDelta(value)}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="muted small">${share === null ? '' : `${formatNumber(share * 100)} % on the diagonal.`}${note}</p>`;
}

function rowsView(
  content: Extract<Content, { kind: 'rows' }>,
  base: readonly (readonly string[])[] | null,
  name: string,
): TemplateResult {
  const { head, rows, differing, fewer } = diffTable(content.rows, base);
  const words = [
    base === null
      ? ''
      : differing === 0
        ? 'Same cells as the base.'
        : `${plural(differing, 'cell')} ${differing === 1 ? 'differs' : 'differ'} from the base (rows by position).`,
    fewer > 0 ? `${plural(fewer, 'row')} fewer than the base.` : '',
    content.cut ? `The first ${rows.length} rows only.` : '',
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of ${name}">
      <table>
        <thead>
          <tr>
            ${head.map(({ text, isNew }) => html`<th scope="col" class=${isNew ? 'new' : ''}>${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ cells, isNew }) =>
              html`<tr class=${isNew ? 'new' : ''}>
                ${cells.map(({ text, differs }) =>
                  differs
                    ? html`<td class="differs"><span class="visually-hidden">differs: </span>${text}</td>`
                    : html`<td>${text}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="muted small">${words.filter(Boolean).join(' ')}</p>`;
}

function textView(content: Extract<Content, { kind: 'text' }>, base: Content | null, name: string): TemplateResult {
  const isSame = base?.kind === 'text' && base.text === content.text && !base.cut && !content.cut;
  const words = [
    base?.kind !== 'text' || (content.cut && base.text === content.text)
      ? ''
      : isSame
        ? 'Same text as the base.'
        : 'Differs from the base.',
    content.cut ? 'The beginning only; open the file to see all.' : '',
  ];
  return html`<pre class="scroll" tabindex="0" aria-label="Text of ${name}">${content.text}</pre>
    ${words.some(Boolean) ? html`<p class="muted small">${words.filter(Boolean).join(' ')}</p>` : nothing}`;
}
