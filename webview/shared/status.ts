import { html, nothing, type TemplateResult } from 'lit';
import { ModelTrailError } from '../../src/protocol/errors';
import type { RunStatusWord } from '../../src/protocol/run';
import { textButton } from './controls';
import type { ViewClient } from './rpc';
import { statusLook } from './statusLook';

/** A run's status as icon and word. */
export function statusBadge(status: RunStatusWord): TemplateResult {
  const { icon, word } = statusLook(status);
  return html`<span class="status ${status.toLowerCase()}"
    ><span class="codicon codicon-${icon}" aria-hidden="true"></span>${word}</span
  >`;
}

/** What went wrong, with which object, and the ways out: again, or the log. */
export function problem(what: string, error: Error, client: ViewClient, again?: () => void): TemplateResult {
  const hint = error instanceof ModelTrailError ? error.hint : null;
  return html`<div class="problem" role="alert">
    <p><span class="codicon codicon-error" aria-hidden="true"></span> <b>${what}</b> ${error.message}</p>
    ${hint === null ? nothing : html`<p>${hint}</p>`}
    <p class="buttons">
      ${again === undefined ? nothing : textButton('Try Again', again, { primary: true })}
      ${textButton('Show Log', () => client.command({ name: 'showLog' }))}
    </p>
  </div>`;
}

/** Grey rows in the place of what is being read; style sheets show them only after 150 ms. */
export function skeleton(rows: number, label: string): TemplateResult {
  return html`<div class="skeletons" role="status" aria-label=${label}>
    ${Array.from({ length: rows }, () => html`<div class="skeleton"></div>`)}
  </div>`;
}

/** The bar above a page whose tracker is away. */
export function connectionBar(state: 'connected' | 'connecting' | 'stopped', client: ViewClient): TemplateResult {
  if (state === 'connected') return html``;
  const text =
    state === 'connecting'
      ? 'Connecting to the tracker. What you see may be older than the run.'
      : 'The tracker has stopped. Running programs keep their results and send them when it is back.';
  return html`<div class="connection" role="status">
    <span class="codicon codicon-debug-disconnect" aria-hidden="true"></span> ${text}
    ${textButton('Show Log', () => client.command({ name: 'showLog' }))}
  </div>`;
}
