import type { RunStatusWord } from '../../src/protocol/run';

const looks: Readonly<Record<RunStatusWord, readonly [icon: string, word: string]>> = {
  RUNNING: ['sync codicon-modifier-spin', 'Running'],
  SCHEDULED: ['watch', 'Scheduled'],
  FINISHED: ['pass', 'Finished'],
  FAILED: ['error', 'Failed'],
  KILLED: ['circle-slash', 'Killed'],
  LOST: ['debug-disconnect', 'Lost'],
};

/** A run's status as a word and the name of its codicon, with a modifier where it moves. */
export function statusLook(status: RunStatusWord): { readonly icon: string; readonly word: string } {
  const [icon, word] = looks[status];
  return { icon, word };
}
