/** Where a popup opens: below an element, or at a point of the page. */
export type PopupAnchor = Element | { readonly x: number; readonly y: number };

export interface Popup {
  readonly element: HTMLElement;
  close(): void;
}

interface OpenPopup extends Popup {
  readonly anchor: PopupAnchor;
}

let current: OpenPopup | null = null;

/**
 * Shows an element above the page until Escape, a press elsewhere, a change of the window or its owner closes it; then the
 * focus goes back to where it was. One at a time; asked for again from the same element, it closes.
 */
export function openPopup(
  element: HTMLElement,
  { anchor, onClose }: { anchor: PopupAnchor; onClose?: () => void },
): Popup | null {
  const again = current !== null && current.anchor === anchor && anchor instanceof Element;
  current?.close();
  if (again) return null;
  const before = document.activeElement;
  const end = new AbortController();
  const { signal } = end;
  const popup: OpenPopup = {
    element,
    anchor,
    close() {
      if (signal.aborted) return;
      end.abort();
      current = null;
      const hadFocus = element.contains(document.activeElement);
      element.remove();
      if (hadFocus && before instanceof HTMLElement && before.isConnected) before.focus();
      onClose?.();
    },
  };
  current = popup;
  element.popover = 'manual';
  element.classList.add('popup');
  document.body.append(element);
  element.showPopover();
  place(element, anchor);
  const isOutside = (target: EventTarget | null): boolean =>
    target instanceof Node && !element.contains(target) && !(anchor instanceof Element && anchor.contains(target));
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (isOutside(target)) popup.close();
    },
    { capture: true, signal },
  );
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      popup.close();
    },
    { signal },
  );
  element.addEventListener(
    'focusout',
    ({ relatedTarget }) => {
      if (isOutside(relatedTarget)) popup.close();
    },
    { signal },
  );
  window.addEventListener('blur', () => popup.close(), { signal });
  window.addEventListener('resize', () => popup.close(), { signal });
  return popup;
}

const margin = 4;

/** Below its anchor where there is room, else above; never beyond the window's edges. */
function place(element: HTMLElement, anchor: PopupAnchor): void {
  const at =
    anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, top: anchor.y, bottom: anchor.y };
  const { width, height } = element.getBoundingClientRect();
  const left = Math.max(margin, Math.min(at.left, window.innerWidth - width - margin));
  const fitsBelow = at.bottom + height + margin <= window.innerHeight;
  const top = fitsBelow ? at.bottom : Math.max(margin, at.top - height);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
