import { html, render } from 'lit';
import { formatCount } from '../../src/protocol/format';
import { textButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';

/** Shows a value whole that is too long for its cell, above the page; Esc closes it, and the focus goes back. */
export function showText({ title, text }: { title: string; text: string }, client: ViewClient): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'text-dialog';
  dialog.setAttribute('aria-label', title);
  dialog.addEventListener('close', () => dialog.remove());
  const copy = (): void => client.command({ name: 'copy', text });
  render(
    html`<h2>${title}</h2>
      <p class="muted small">${formatCount(text.length)} characters</p>
      <pre class="scroll" tabindex="0">${text}</pre>
      <p class="buttons">
        ${textButton('Copy', copy, { icon: 'copy' })} ${textButton('Close', () => dialog.close())}
      </p>`,
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
}
