import type { ExperimentRow } from '../../protocol/rpc';
import type { RunRow } from '../../protocol/run';

/** Nodes of RUNS; `id` is stable, so that VS Code keeps what is open and selected. */
export type RunsNode = FolderNode | ExperimentNode | RunNode | MoreNode | TrashNode | MessageNode;

interface Node {
  readonly id: string;
  /** The folder's URI as text. */
  readonly folder: string;
}
export interface FolderNode extends Node {
  readonly kind: 'folder';
  readonly name: string;
}
export interface ExperimentNode extends Node {
  readonly kind: 'experiment';
  experiment: ExperimentRow;
}
export interface RunNode extends Node {
  readonly kind: 'run';
  readonly parent: ExperimentNode | RunNode | TrashNode;
  run: RunRow;
}
export interface MoreNode extends Node {
  readonly kind: 'more';
  readonly parent: ExperimentNode | RunNode | TrashNode;
  readonly remaining: number;
  /** False once a list has reached its limit: then a filter is the way to the rest. */
  readonly loads: boolean;
}
export interface TrashNode extends Node {
  readonly kind: 'trash';
  runs: number;
}
export interface MessageNode extends Node {
  readonly kind: 'message';
  readonly text: string;
  readonly icon: string;
}
export type ListNode = ExperimentNode | RunNode | TrashNode;

export const pageSize = 50;
/** No list of the tree gets longer: VS Code's trees are not made for it, and nobody reads it. */
export const listLimit = 200;

/** The runs of a list as nodes, and a last node when there are more. */
export function toRunNodes(
  parent: ListNode,
  { runs, total }: { readonly runs: readonly RunRow[]; readonly total: number },
): (RunNode | MoreNode)[] {
  const nodes: (RunNode | MoreNode)[] = runs.map((run) => ({
    kind: 'run',
    id: `${parent.kind === 'trash' ? 'trash' : 'run'}:${parent.folder}:${run.id}`,
    folder: parent.folder,
    parent,
    run,
  }));
  const remaining = total - runs.length;
  if (remaining > 0) {
    const loads = runs.length < listLimit;
    nodes.push({ kind: 'more', id: `more:${parent.id}`, folder: parent.folder, parent, remaining, loads });
  }
  return nodes;
}

/** The experiments worth showing: those outside the Trash, but for an empty `Default` beside others. */
export function toExperimentNodes(
  folder: string,
  experiments: readonly ExperimentRow[],
): { experiments: ExperimentNode[]; trashed: number } {
  const active = experiments.filter(({ lifecycle }) => lifecycle === 'active');
  const shown = active.filter(({ id, runs }) => runs > 0 || id !== '0');
  return {
    experiments: shown.map((experiment) => ({
      kind: 'experiment',
      id: `experiment:${folder}:${experiment.id}`,
      folder,
      experiment,
    })),
    trashed: experiments.reduce((sum, { deletedRuns }) => sum + deletedRuns, 0),
  };
}
