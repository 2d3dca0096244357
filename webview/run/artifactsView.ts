import { html, nothing, type TemplateResult } from 'lit';
import { linkButton, iconButton } from '../shared/controls';
import { formatBytes } from '../../src/protocol/format';
import type { ViewClient } from '../shared/rpc';
import { problem } from '../shared/status';
import type { RunActions } from './actions';
import type { ArtifactFile, Preview, RunModel } from './model';

interface ArtifactsContext {
  readonly model: RunModel;
  readonly actions: RunActions;
  readonly client: ViewClient;
}

/** The run's files as a tree that reads its folders when they open, and a preview of the chosen one. */
export function artifactsView(id: string, context: ArtifactsContext): TemplateResult {
  const { model } = context;
  return html`<section aria-labelledby="artifacts-title">
    <h2 id="artifacts-title">Artifacts</h2>
    <div class="artifacts">
      <div>${folderView('', context)}</div>
      ${model.selected === null ? nothing : previewView(id, model.selected, context.client)}
    </div>
  </section>`;
}

function folderView(path: string, context: ArtifactsContext): TemplateResult {
  const folder = context.model.folders.get(path);
  if (folder === undefined || folder.kind === 'reading') return html`<p class="muted" role="status">Reading…</p>`;
  if (folder.kind === 'failed') {
    const again = () => void context.actions.list(path);
    return problem('The files cannot be listed.', folder.error, context.client, again);
  }
  if (folder.value.length === 0) {
    return html`<p class="empty">
      ${path === '' ? 'No artifacts. Log one with mlflow.log_artifact.' : 'Empty folder.'}
    </p>`;
  }
  return html`<ul class="files tree">
    ${folder.value.map((file) => html`<li>${file.isDir ? folderLine(file, context) : fileLine(file, context)}</li>`)}
  </ul>`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderLine({ path }: ArtifactFile, context: ArtifactsContext): TemplateResult {
  const open = context.model.openFolders.has(path);
  return html`<button
      type="button"
      class="link folder"
      aria-expanded=${open}
      @click=${() => context.actions.toggleFolder(path)}
    >
      <span class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></span>${nameOf(path)}
    </button>
    ${open ? folderView(path, context) : nothing}`;
}

function fileLine(file: ArtifactFile, { model, actions }: ArtifactsContext): TemplateResult {
  const isSelected = model.selected?.path === file.path;
  return html`<span class="file ${isSelected ? 'selected' : ''}">
    <span class="codicon codicon-file" aria-hidden="true"></span>
    ${linkButton(nameOf(file.path), () => actions.select(file), file.path)}
    ${file.bytes === null ? nothing : html`<span class="muted">${formatBytes(file.bytes)}</span>`}
  </span>`;
}

function previewView(
  id: string,
  { path, preview }: NonNullable<RunModel['selected']>,
  client: ViewClient,
): TemplateResult {
  const body = (): TemplateResult => {
    if (preview.kind === 'reading') return html`<p class="muted" role="status">Reading ${path}…</p>`;
    if (preview.kind === 'failed') return problem(`${path} cannot be read.`, preview.error, client);
    return preview.value === null
      ? html`<p class="muted">Opened by VS Code in its own editor.</p>`
      : previewBody(path, preview.value);
  };
  return html`<div class="preview">
    <div class="preview-title">
      <h3>${path}</h3>
      ${iconButton('go-to-file', `Open ${path}`, () => client.command({ name: 'openArtifact', id, path }))}
      ${iconButton('save-as', `Save ${path} as…`, () => client.command({ name: 'saveArtifact', id, path }))}
    </div>
    ${body()}
  </div>`;
}

function previewBody(path: string, preview: Preview): TemplateResult {
  switch (preview.kind) {
    case 'image':
      return html`<img src=${preview.url} alt=${path} />`;
    case 'text':
      return html`<pre class="scroll" tabindex="0">${preview.text}</pre>
        ${preview.cut ? html`<p class="muted small">The beginning only; open the file to see all.</p>` : nothing}`;
    case 'html':
      // An empty sandbox runs no script and opens nothing; the page's policy counts in the frame as well.
      return html`<iframe class="html" sandbox="" srcdoc=${preview.source} title=${path}></iframe>
        <p class="muted small">Without its scripts and styles; open the file to see the source.</p>`;
    case 'table': {
      const [head = [], ...rows] = preview.rows;
      return html`<div class="scroll" tabindex="0" role="region" aria-label=${path}>
          <table>
            <thead>
              <tr>
                ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                (row) =>
                  html`<tr>
                    ${row.map((cell) => html`<td>${cell}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${preview.cut ? html`<p class="muted small">The first ${preview.rows.length - 1} rows only.</p>` : nothing}`;
    }
  }
}
