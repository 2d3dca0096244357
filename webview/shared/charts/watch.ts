import { onThemeChange } from '../theme';

export interface Watcher {
  /** On the screen, or near it. */
  readonly onVisible: (isVisible: boolean) => void;
  /** The element or the window may have another size. */
  readonly onResize: () => void;
  readonly onTheme: () => void;
}

const nearby = '200px';

/** Watches what an element's drawing depends on; returns how to stop. */
export function watchElement(element: Element, { onVisible, onResize, onTheme }: Watcher): () => void {
  const seen = new IntersectionObserver((entries) => onVisible(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: nearby,
  });
  seen.observe(element);
  const sized = new ResizeObserver(onResize);
  sized.observe(element);
  window.addEventListener('resize', onResize);
  const stopTheme = onThemeChange(onTheme);
  return () => {
    seen.disconnect();
    sized.disconnect();
    window.removeEventListener('resize', onResize);
    stopTheme();
  };
}
