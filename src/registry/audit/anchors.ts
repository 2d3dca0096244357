import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { appendToRef, readRefMessages } from '../../git';
import { canonicalJson } from './jcs';

const anchorDocument = z.object({
  chainId: z.string(),
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO 8601, UTC. */
  at: z.string(),
});

/** The head of a chain at a time, kept outside of the store. */
export type Anchor = z.infer<typeof anchorDocument>;

export interface FoundAnchor extends Anchor {
  readonly source: string;
}

export interface AnchorPlaces {
  /** The workspace folder. */
  readonly folder: string;
  /** `.modeltrail/audit-head.json`: the newest head, also where there is Git, as it names the chain that is ours. */
  readonly file: string;
}

export const anchorRef = 'refs/modeltrail/audit';
/** Whoever changed something waits for its anchor, but not for a Git that hangs. */
const gitLimitMs = 10_000;
const fileSource = '.modeltrail/audit-head.json';

/** Adds a commit that holds a head to {@link anchorRef}; does nothing where there is no Git. */
export async function anchorInGit(folder: string, head: Anchor): Promise<void> {
  const message = `Audit head ${head.seq}\n\n${canonicalJson(head)}\n`;
  const signal = AbortSignal.timeout(gitLimitMs);
  await appendToRef(folder, { ref: anchorRef, message, at: Date.parse(head.at), signal });
}

/** Writes a head beside the store. */
export async function keepHead(file: string, head: Anchor): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, `${canonicalJson(head)}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The head that was last kept beside the store; null when there is none. */
export function readKeptHead(file: string): FoundAnchor | null {
  return existsSync(file) ? parseAnchor(readFileSync(file, 'utf8'), fileSource) : null;
}

export interface KnownAnchors {
  readonly anchors: readonly FoundAnchor[];
  /** The chain that the file names; null without one. */
  readonly own: string | null;
}

/** Every anchor there is. What cannot be read as one is none: it proves nothing. */
export async function readAnchors({ folder, file }: AnchorPlaces): Promise<KnownAnchors> {
  const head = readKeptHead(file);
  const found = (await readRefMessages(folder, anchorRef)).flatMap((message) => {
    const anchor = parseAnchor(message.slice(message.indexOf('\n')), anchorRef);
    return anchor === null ? [] : [anchor];
  });
  return { anchors: head === null ? found : [...found, head], own: head?.chainId ?? null };
}

function parseAnchor(text: string, source: string): FoundAnchor | null {
  try {
    return { ...anchorDocument.parse(JSON.parse(text)), source };
  } catch {
    return null;
  }
}
