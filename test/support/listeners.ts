import assert from 'node:assert/strict';

/** Listeners of a session's events, as VS Code's emitter counts them. */
export function countListeners(session: object): number {
  const emitters = Object.values(session).filter((value): value is { _size: number } => {
    return typeof value === 'object' && value !== null && '_size' in value;
  });
  assert.ok(emitters.length >= 2, 'the emitters were found');
  return emitters.reduce((sum, { _size }) => sum + _size, 0);
}
