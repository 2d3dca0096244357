import { vsCodeButton } from '@vscode/webview-ui-toolkit/dist/button/index.js';
import { vsCodeCheckbox } from '@vscode/webview-ui-toolkit/dist/checkbox/index.js';
import { provideVSCodeDesignSystem } from '@vscode/webview-ui-toolkit/dist/vscode-design-system.js';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

/** Defines the toolkit's elements that {@link textButton} and {@link checkbox} use; once a page. */
export function defineControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox());
}

/** A button with words; `primary` for the one thing a page is about. */
export function textButton(
  label: string,
  onClick: (event: Event) => void,
  { primary = false, icon, title }: { primary?: boolean; icon?: string; title?: string } = {},
): TemplateResult {
  return html`<vscode-button
    appearance=${primary ? 'primary' : 'secondary'}
    title=${title ?? nothing}
    @click=${onClick}
  >
    ${icon === undefined ? nothing : html`<span slot="start" class="codicon codicon-${icon}" aria-hidden="true"></span>`}
    ${label}
  </vscode-button>`;
}

/**
 * A button that is only a codicon; `pressed` makes it a toggle. A plain button: a page of charts has hundreds of them,
 * and each of the toolkit's is a tree of its own.
 */
export function iconButton(icon: string, label: string, onClick: () => void, pressed?: boolean): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    @click=${onClick}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}

/** A button that reads as a link, for what opens something. */
export function linkButton(content: unknown, onClick: () => void, title?: string): TemplateResult {
  return html`<button type="button" class="link" title=${title ?? nothing} @click=${onClick}>${content}</button>`;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): TemplateResult {
  return html`<vscode-checkbox
    .checked=${live(checked)}
    @change=${(event: Event) => {
      const now = (event.currentTarget as HTMLInputElement).checked;
      if (now !== checked) onChange(now);
    }}
    >${label}</vscode-checkbox
  >`;
}

/** A search box. The browser's own: the toolkit's is called "Text field" whatever label it is given. */
export function searchField(label: string, value: string, onInput: (value: string) => void): TemplateResult {
  return html`<span class="search"
    ><span class="codicon codicon-search" aria-hidden="true"></span
    ><input
      class="plain"
      type="text"
      aria-label=${label}
      placeholder=${label}
      .value=${live(value)}
      @input=${(event: Event) => onInput((event.currentTarget as HTMLInputElement).value)}
  /></span>`;
}

/** One of a few values. The browser's own list: the toolkit's draws its options beyond the page's edge at 300 px. */
export function choice<Value extends string>(
  label: string,
  value: Value,
  options: readonly (readonly [Value, string])[],
  onChange: (value: Value) => void,
): TemplateResult {
  return html`<label class="choice"
    >${label}
    <select
      @change=${(event: Event) => {
        const chosen = options.find(([key]) => key === (event.currentTarget as HTMLSelectElement).value);
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    >
      ${options.map(([key, text]) => html`<option value=${key} .selected=${key === value}>${text}</option>`)}
    </select></label
  >`;
}
