import type { ExperimentRow } from '../../protocol/rpc';
import type { RunRow } from '../../protocol/run';

/** Nodes of RUNS; `id` is stable, so that VS Code keeps what is open and selected. */
export type RunsNode =
  FolderNode | ExperimentNode | RunNode | MoreNode | TrashNode | TrashedExperimentNode | MessageNode;

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
  /** Experiments that were deleted themselves; they stand above the runs. */
  experiments: readonly ExperimentRow[];
}
export interface TrashedExperimentNode extends Node {
  readonly kind: 'trashedExperiment';
  readonly parent: TrashNode;
  readonly experiment: ExperimentRow;
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

/** The experiments of the Trash as nodes. */
export function toTrashedNodes(parent: TrashNode): TrashedExperimentNode[] {
  return parent.experiments.map((experiment) => ({
    kind: 'trashedExperiment',
    id: `trashed:${parent.folder}:${experiment.id}`,
    folder: parent.folder,
    parent,
    experiment,
  }));
}

/** What an open list says when it has nothing to list. */
export function toEmptyNode(parent: ListNode, { filtered }: { readonly filtered: boolean }): MessageNode {
  const text = filtered ? 'No run matches the filter' : 'No runs';
  return { kind: 'message', id: `empty:${parent.id}`, folder: parent.folder, text, icon: filtered ? 'filter' : 'info' };
}

/**
 * The experiments worth showing: those outside the Trash, but for an empty `Default`. One of the `shown` node ids stays
 * when its last run goes: it would come back folded when that is undone.
 */
export function toExperimentNodes(
  folder: string,
  experiments: readonly ExperimentRow[],
  shown: ReadonlySet<string> = new Set(),
): { experiments: ExperimentNode[]; trashed: number; trashedExperiments: readonly ExperimentRow[] } {
  const active = experiments.filter(({ lifecycle }) => lifecycle === 'active');
  const nodeId = (id: string): string => `experiment:${folder}:${id}`;
  const kept = active.filter(({ id, runs }) => runs > 0 || id !== '0' || shown.has(nodeId(id)));
  return {
    experiments: kept.map((experiment) => ({
      kind: 'experiment',
      id: nodeId(experiment.id),
      folder,
      experiment,
    })),
    trashed: experiments.reduce((sum, { deletedRuns }) => sum + deletedRuns, 0),
    trashedExperiments: experiments.filter(({ lifecycle }) => lifecycle === 'deleted'),
  };
}
