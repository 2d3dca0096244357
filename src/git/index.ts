export { applySnapshot, undoRestore, type ApplyOptions, type ApplyResult, type UndoResult } from './apply';
export type { SkippedPath } from './applyPlan';
export { compareTrees, type ContentChange, type Side, type TreeComparison } from './compareTrees';
export { diffTrees, type DiffTreesOptions, type FileDiff } from './diff';
export {
  findMainTip,
  findTip,
  readCommittedFile,
  readWriters,
  type BranchTip,
  type CommittedFile,
} from './fileAtCommit';
export { readFileAt } from './files';
export { firstParentLine, type HistoryCommit } from './history';
export { readIdentity, type Identity } from './identity';
export { appendToRef, readRefMessages } from './refMessages';
export { pinnedData, type PinnedData, type PinnedDataResult } from './pinnedData';
export { findRepository, openRepository, type NoRepositoryReason, type Repository } from './repository';
export { resolveCommit } from './snapshotCommit';
export { restoreBranch, restoreWorktree } from './restore';
export { openWorktree } from './commitWorktree';
export { DEFAULT_SECRET_PATTERNS } from './secrets';
export {
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_FILES,
  DEFAULT_MAX_TOTAL_BYTES,
  type LeftOut,
  type LeftOutReason,
  type SnapshotLimits,
} from './selection';
export { deleteRunRefs, takeSnapshot, type ChangedFile, type Snapshot } from './snapshot';
export type { NestedRepository } from './snapshotCommit';
export { readStamp, shareRepository, type Stamp, type StampResult } from './stamp';
export { withWorkspaceTree, type WorkspaceTree } from './workspaceTree';
