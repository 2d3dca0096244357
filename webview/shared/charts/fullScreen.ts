/**
 * Keeps focus and pointer within an element while it covers the page: everything beside it, up to the body, is inert.
 * Returns how to end that.
 */
export function isolate(element: Element): () => void {
  const made: Element[] = [];
  for (
    let inside: Element | null = element;
    inside !== null && inside !== document.body;
    inside = inside.parentElement
  ) {
    for (const other of inside.parentElement?.children ?? []) {
      if (other === inside || other.hasAttribute('inert')) continue;
      other.setAttribute('inert', '');
      made.push(other);
    }
  }
  document.body.classList.add('covered');
  return () => {
    document.body.classList.remove('covered');
    for (const other of made) other.removeAttribute('inert');
  };
}
