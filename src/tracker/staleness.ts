import { isAbort, ModelTrailError } from '../protocol/errors';
import type { Staleness } from '../protocol/staleness';
import { withWorkspaceTree, type WorkspaceTree } from '../git';
import type { RunCode } from '../runs';
import type { Services } from './services';
import { WorkspaceReadings } from './workspaceReadings';

/** A run with what is known of its code. */
export interface RunWithCode {
  readonly id: string;
  readonly code: RunCode | null;
}

interface Question {
  /** Files changed since the last question, so what was read before does not count. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

/** How many answers are remembered: a tree of a run against one of the workspace. */
const remembered = 10_000;

type Data = ReadonlyMap<string, string>;

/**
 * Holds runs against the workspace as it is now. All of it happens in Git's own processes, one at a time; equal trees are
 * compared once. What a snapshot leaves out (secrets, big files) on either side is no difference: nothing is known of it.
 */
export class StalenessReader {
  private readonly readings: WorkspaceReadings;
  private readonly counts = new Map<string, number>();
  private pins: { readonly tree: string; readonly data: Data; readonly unreadable: ReadonlySet<string> } | undefined;

  constructor(services: Pick<Services, 'layout' | 'ending' | 'background'>) {
    const { folder } = services.layout;
    this.readings = new WorkspaceReadings((use, signal) => withWorkspaceTree(folder, use, signal), services);
  }

  async read(runs: readonly RunWithCode[], { fresh, signal }: Question): Promise<Staleness[]> {
    if (!runs.some(({ code }) => hasTree(code))) return runs.map((run) => unknown(run.id, reasonOf(run.code)));
    try {
      return await this.readings.use({ fresh, signal }, (workspace) => this.hold(runs, workspace, signal));
    } catch (error) {
      if (isAbort(error) || !(error instanceof ModelTrailError)) throw error;
      return runs.map((run) => unknown(run.id, error.message));
    }
  }

  private async hold(
    runs: readonly RunWithCode[],
    workspace: WorkspaceTree,
    signal: AbortSignal,
  ): Promise<Staleness[]> {
    await this.count(runs, workspace, signal);
    if (runs.some(({ code }) => code !== null && code.data.length > 0)) await this.readPins(workspace, signal);
    return runs.map(({ id, code }) => {
      if (!hasTree(code)) return unknown(id, reasonOf(code));
      const files = this.counts.get(keyOf(workspace, code));
      if (files === undefined) return unknown(id, 'The snapshot of its code is no longer in the repository.');
      const data = this.changedData(code);
      return { id, state: files + data.length === 0 ? 'same' : 'differs', files, data, reason: null };
    });
  }

  /** Compares the trees that were not compared before; those that are gone stay without a count. */
  private async count(runs: readonly RunWithCode[], workspace: WorkspaceTree, signal: AbortSignal): Promise<void> {
    const codes = runs.flatMap(({ code }) => (hasTree(code) && !this.counts.has(keyOf(workspace, code)) ? code : []));
    const trees = [...new Set(codes.map(({ tree }) => tree))];
    if (trees.length === 0) return;
    const changed = await changedFrom(workspace, trees, signal);
    if (this.counts.size > remembered) this.counts.clear();
    for (const code of codes) {
      const paths = changed.get(code.tree);
      const leftOut = new Set(code.leftOut.map(({ path }) => path));
      const differing = paths?.filter((path) => !leftOut.has(path) && !workspace.leftOut.has(path));
      if (differing) this.counts.set(keyOf(workspace, code), differing.length);
    }
  }

  private async readPins(workspace: WorkspaceTree, signal: AbortSignal): Promise<void> {
    if (this.pins?.tree === workspace.tree) return;
    const { pins, unreadable } = await workspace.pinned(signal);
    this.pins = {
      tree: workspace.tree,
      data: new Map(pins.map(({ path, digest }) => [path, digest])),
      unreadable: new Set(unreadable.map(({ path }) => path)),
    };
  }

  /** The run's data that the workspace pins in another version, or no more; a file that cannot be read tells nothing. */
  private changedData({ data }: RunCode): string[] {
    const { pins } = this;
    if (!pins) return [];
    const changed = data.filter(
      ({ path, digest, from }) => !pins.unreadable.has(from.split('#')[0] ?? '') && pins.data.get(path) !== digest,
    );
    return [...new Set(changed.map(({ path }) => path))];
  }
}

/** A snapshot of which a part is gone spoils the whole comparison: then each is compared by itself. */
async function changedFrom(
  workspace: WorkspaceTree,
  trees: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    return await workspace.changedFrom(trees, signal);
  } catch (error) {
    if (!(error instanceof ModelTrailError && error.code === 'GIT_FAILED')) throw error;
    if (trees.length === 1) return new Map();
    const middle = Math.ceil(trees.length / 2);
    const first = await changedFrom(workspace, trees.slice(0, middle), signal);
    return new Map([...first, ...(await changedFrom(workspace, trees.slice(middle), signal))]);
  }
}

function hasTree(code: RunCode | null): code is RunCode & { readonly tree: string } {
  return code !== null && code.tree !== null;
}

function keyOf(workspace: WorkspaceTree, { tree, leftOut }: RunCode): string {
  return JSON.stringify([workspace.tree, [...workspace.leftOut], tree, leftOut.map(({ path }) => path)]);
}

function reasonOf(code: RunCode | null): string {
  return code?.problem ?? (code?.commit ? 'Its code is still being recorded.' : 'Its code was not recorded.');
}

function unknown(id: string, reason: string): Staleness {
  return { id, state: 'unknown', files: null, data: [], reason };
}
