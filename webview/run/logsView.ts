import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { AnsiSpan } from '../shared/ansi';
import { linkButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';
import { problem } from '../shared/status';
import type { RunActions } from './actions';
import type { Lazy, Log, RunModel } from './model';

const logs = [
  ['logs/stdout.txt', 'Output'],
  ['logs/stderr.txt', 'Errors'],
] as const;

interface LogsContext {
  readonly model: RunModel;
  readonly actions: RunActions;
  readonly client: ViewClient;
}

/** The program's output streams, where the run kept them; read while they are open. */
export function logsView(id: string, { model, actions, client }: LogsContext): TemplateResult | typeof nothing {
  const folder = model.folders.get('logs');
  if (folder?.kind !== 'ready') return nothing;
  const present = logs.filter(([path]) => folder.value.some((file) => file.path === path));
  if (present.length === 0) return nothing;
  return html`<section aria-labelledby="logs-title">
    <h2 id="logs-title">Logs</h2>
    ${present.map(([path, title]) => {
      const open = model.openLogs.has(path);
      return html`<details
        .open=${open}
        @toggle=${(event: ToggleEvent) => actions.toggleLog(path, event.newState === 'open')}
      >
        <summary><h3>${title}</h3></summary>
        ${open ? logBody(model.logs.get(path), { id, path, client }) : nothing}
      </details>`;
    })}
  </section>`;
}

function logBody(
  log: Lazy<Log> | undefined,
  { id, path, client }: { id: string; path: string; client: ViewClient },
): TemplateResult {
  if (log === undefined || log.kind === 'reading') return html`<p class="muted" role="status">Reading…</p>`;
  if (log.kind === 'failed') return problem(`${path} cannot be read.`, log.error, client);
  const { spans, cut } = log.value;
  if (spans.length === 0) return html`<p class="empty">Nothing was written.</p>`;
  return html`${
      cut
        ? html`<p class="muted small">
            The end of the log.
            ${linkButton('Open all of it', () => client.command({ name: 'openArtifact', id, path }))}
          </p>`
        : nothing
    }
    <pre
      class="log scroll"
      tabindex="0"
      role="log"
      aria-label=${path}
      aria-live="off"
      ${ref((element) => followEnd(element))}
    >
${spans.map(spanView)}</pre>`;
}

/** Called before each drawing of the log: its end stays in view unless the reader has scrolled up from it. */
function followEnd(element: Element | undefined): void {
  if (element === undefined) return;
  const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 4;
  if (isAtEnd) queueMicrotask(() => element.scrollTo({ top: element.scrollHeight }));
}

function spanView({ text, foreground, background, bold }: AnsiSpan): unknown {
  if (foreground === null && background === null && !bold) return text;
  const classes = [
    foreground === null ? '' : `ansi-${foreground}`,
    background === null ? '' : `ansi-back-${background}`,
    bold ? 'ansi-bold' : '',
  ];
  return html`<span class=${classes.filter((name) => name !== '').join(' ')}>${text}</span>`;
}
