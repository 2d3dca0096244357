import { html, nothing, render, type TemplateResult } from 'lit';
import { openPopup, type PopupAnchor } from './popup';

export interface MenuItem {
  readonly label: string;
  /** A codicon. */
  readonly icon?: string;
  /** The key that does the same, for people. */
  readonly keys?: string;
  /** Makes it an item that is on or off. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export type MenuEntry = MenuItem | 'separator';

/** Opens a menu, with the focus on its first item. What is chosen is done after the focus is back where it was. */
export function openMenu(label: string, entries: readonly MenuEntry[], anchor: PopupAnchor): void {
  const element = document.createElement('div');
  element.className = 'menu';
  element.setAttribute('role', 'menu');
  element.setAttribute('aria-label', label);
  render(
    tidy(entries).map((entry) =>
      entry === 'separator' ? html`<div role="separator"></div>` : itemView(entry, () => choose(entry)),
    ),
    element,
  );
  element.addEventListener('keydown', (event) => moveByKey(element, event));
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  const popup = openPopup(element, { anchor });
  const choose = ({ disabled, run }: MenuItem): void => {
    if (disabled === true) return;
    popup?.close();
    run();
  };
  itemsOf(element)[0]?.focus();
}

/** No separator at the start, at the end or beside another. */
function tidy(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.filter(
    (entry, index) =>
      entry !== 'separator' || (index > 0 && index < entries.length - 1 && entries[index - 1] !== 'separator'),
  );
}

function itemView({ label, icon, keys, checked, disabled }: MenuItem, onChoose: () => void): TemplateResult {
  const mark = checked === true ? 'check' : icon;
  return html`<button
    type="button"
    tabindex="-1"
    role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
    aria-checked=${checked === undefined ? nothing : String(checked)}
    aria-disabled=${disabled === true ? 'true' : nothing}
    aria-keyshortcuts=${keys ?? nothing}
    @click=${onChoose}
    @pointermove=${(event: Event) => (event.currentTarget as HTMLElement).focus()}
  >
    <span class="codicon ${mark === undefined ? '' : `codicon-${mark}`}" aria-hidden="true"></span
    ><span class="menu-label">${label}</span
    >${keys === undefined ? nothing : html`<span class="menu-keys" aria-hidden="true">${keys}</span>`}
  </button>`;
}

function itemsOf(element: HTMLElement): readonly HTMLElement[] {
  return [...element.querySelectorAll('button')];
}

/** Arrows go round, Home and End to the ends, a letter to the next item that begins with it; Tab stays. */
function moveByKey(element: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(element);
  const at = items.findIndex((item) => item === document.activeElement);
  const to = targetOf(event, { items, at });
  if (to === null) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

function targetOf(event: KeyboardEvent, { items, at }: { items: readonly HTMLElement[]; at: number }): number | null {
  switch (event.key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at < 0 ? -1 : at - 1;
    case 'Home':
      return 0;
    case 'End':
      return -1;
    case 'Tab':
      return at;
  }
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return null;
  const begins = (item: HTMLElement | undefined): boolean =>
    item?.innerText.trim().toLowerCase().startsWith(event.key.toLowerCase()) === true;
  const ahead = items.map((_, index) => (at + 1 + index) % items.length);
  return ahead.find((index) => begins(items[index])) ?? at;
}
