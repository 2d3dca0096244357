const leastWidth = 40;
const mostWidth = 1200;

export function clampWidth(width: number): number {
  return Math.round(Math.min(mostWidth, Math.max(leastWidth, width)));
}

/** Follows the pointer from a column's edge until it is let go. */
export function startResize(event: PointerEvent, width: number, onWidth: (width: number) => void): void {
  const edge = event.currentTarget;
  if (!(edge instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const from = event.clientX;
  edge.setPointerCapture(event.pointerId);
  const end = new AbortController();
  const { signal } = end;
  edge.addEventListener('pointermove', (move) => onWidth(clampWidth(width + move.clientX - from)), { signal });
  for (const name of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
    edge.addEventListener(name, () => end.abort(), { signal });
  }
}
