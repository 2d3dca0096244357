export * from './types';
export { runsMigration } from './schema';
export { limits, checkLength, invalid } from './limits';
export {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  ensureDefaultExperiment,
  ensureExperiment,
  findExperimentByName,
  readExperiment,
  renameExperiment,
  restoreExperiment,
  setExperimentTag,
} from './experiments';
export {
  createRun,
  deleteRun,
  listActiveRuns,
  markLost,
  readActiveRun,
  readRunInfo,
  readRunInfos,
  restoreRun,
  setStarred,
  touchRun,
  updateRun,
  type NewRun,
  type RunChange,
} from './lifecycle';
export { appendModelHistory, deleteTag, setTag } from './tags';
export { writeTag } from './writeTag';
export { logBatch, logMetric, logParam, type Batch } from './batch';
export { readHistory, type HistoryPage } from './history';
export { logInputs, logOutputs, type Inputs } from './inputs';
export { readRun, readRuns } from './read';
export { fromStored, toInt, toIntOrNull, toStored } from './exact';
export { makeRunName, newRunId } from './ids';
