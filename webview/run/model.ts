import * as z from 'zod';
import type { RunDocument } from '../../src/protocol/run';
import type { Staleness } from '../../src/protocol/staleness';
import { runIntent, type RpcResult } from '../../src/protocol/view';
import { chartOptions } from '../shared/chartOptions';
import type { AnsiSpan } from '../shared/ansi';
import type { Connection } from '../shared/rpc';

/** What the page keeps over a reload. */
const runState = runIntent.extend({
  chart: chartOptions.optional(),
  folded: z.array(z.string()).default(['system']),
  scroll: z.number().default(0),
});
export type RunState = z.infer<typeof runState>;

export type RunCode = RpcResult<'runs/code'>;
export type ArtifactFile = RpcResult<'artifacts/list'>['files'][number];

/** Something that is read on demand. */
export type Lazy<Value> =
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: Error };

/** An artifact as the page shows it. */
export type Preview =
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'html'; readonly source: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly cut: boolean };

export interface Log {
  readonly spans: readonly AnsiSpan[];
  /** True when only the end is shown. */
  readonly cut: boolean;
}

/** Everything the run page draws. */
export interface RunModel {
  readonly intent: RunState | null;
  readonly trusted: boolean;
  readonly connection: Connection;
  readonly run: RunDocument | null;
  readonly error: Error | null;
  readonly code: Lazy<RunCode>;
  /** How the code differs from the workspace; null: not known yet. */
  readonly staleness: Staleness | null;
  /** What could not be saved, until the next try. */
  readonly saveError: Error | null;
  /** The note being written; null while it is only read. */
  readonly draft: string | null;
  readonly packageSearch: string;
  /** Listed folders of the artifact tree by path, `''` being the root. */
  readonly folders: ReadonlyMap<string, Lazy<readonly ArtifactFile[]>>;
  readonly openFolders: ReadonlySet<string>;
  readonly selected: { readonly path: string; readonly preview: Lazy<Preview | null> } | null;
  readonly logs: ReadonlyMap<string, Lazy<Log>>;
  readonly openLogs: ReadonlySet<string>;
}

export const emptyRunModel: RunModel = {
  intent: null,
  trusted: false,
  connection: 'connected',
  run: null,
  error: null,
  code: { kind: 'reading' },
  staleness: null,
  saveError: null,
  draft: null,
  packageSearch: '',
  folders: new Map(),
  openFolders: new Set(),
  selected: null,
  logs: new Map(),
  openLogs: new Set(),
};

/** The panel's intent, with the choices of the kept state when they are of the same run. */
export function startState(intent: unknown, kept: unknown): RunState | null {
  const asked = runState.safeParse(intent);
  const before = runState.safeParse(kept);
  if (!asked.success) return before.success ? before.data : null;
  return before.success && before.data.id === asked.data.id ? before.data : asked.data;
}
