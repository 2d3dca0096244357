import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InboxPlace } from './place';

export interface RejectedLine {
  /** Counted from 1 in its file. */
  readonly line: number;
  readonly reason: string;
  readonly text: Buffer;
}

/** Copies unusable lines with their reasons to `inbox/rejected/<name>`, one JSON object a line. */
export function keepRejected({ layout, now }: InboxPlace, name: string, lines: readonly RejectedLine[]): void {
  if (lines.length === 0) return;
  const folder = join(layout.inbox, 'rejected');
  mkdirSync(folder, { recursive: true });
  const at = new Date(now()).toISOString();
  const documents = lines.map(({ line, reason, text }) => ({ line, at, reason, text: text.toString('utf8') }));
  appendFileSync(join(folder, name), documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
}
