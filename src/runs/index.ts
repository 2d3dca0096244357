export * from './types';
export { runsMigration } from './schema';
export { limits, checkKey, checkLength, invalid } from './limits';
export {
  checkExperimentId,
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
export { readRunCode, readRunCodes, writeRunCode, type RunCode } from './code';
export { readSurroundings, writeSurroundings } from './environment';
export { toRunDocuments, toRunRows } from './documents';
export { compareRuns, primaryMetricTags, sharedPrimary, type Direction, type MetricValues } from './compare';
export { findRows } from './findRows';
export { readValuesAt } from './valuesAt';
export { listExperiments, listMetricKeys, listMetricSeries, resolveRun } from './overview';
export { readSeriesPoints, type SeriesPoints, type SeriesQuery } from './series/read';
export { readSeriesMeans, type MeansQuery, type SeriesMeans } from './series/means';
export { updateBlocks } from './series/blocks';
export { modelsMigration } from './modelsSchema';
export {
  createLoggedModel,
  deleteLoggedModel,
  deleteLoggedModelTag,
  finishLoggedModel,
  logLoggedModelParams,
  readLoggedModelInfo,
  setLoggedModelTags,
  type LoggedModelInfo,
  type LoggedModelStatus,
  type NewLoggedModel,
} from './loggedModels';
export { addVersion, versionsTag } from './versionsTag';
export { readLoggedModel, readLoggedModels, type LoggedModel, type LoggedModelPoint } from './loggedModelMetrics';
export { searchLoggedModels, type LoggedModelOrder, type LoggedModelQuery } from './loggedModelSearch';
export { checkArtifactName, checkArtifactPath, hasParentSegment } from './artifactPath';
export { isWithinUri, joinUri, toLocalFolder } from './artifactLocation';
export {
  listArtifacts,
  openArtifact,
  removeArtifact,
  writeArtifact,
  type ArtifactEntry,
  type OpenArtifact,
} from './artifactFolder';
export { readBulkHistory, sampleHistory, type RunPoint, type SampleRequest } from './bulkHistory';
export { listDatasets, type DatasetSummary } from './datasetSummaries';
export { countRuns, matchRuns, searchRuns, type RunFilter } from './search';
export { orderRuns } from './table/order';
export { groupRuns } from './table/groups';
export { listDiffering } from './table/differing';
export { readExtremes } from './table/extremes';
export { readColumn } from './table/columns';
export { readTableColumns, type ReadColumn } from './table/tableColumns';
export { toTableText } from './table/tableText';
export { listUsedColumns } from './table/usedColumns';
export { readRepeats } from './repeats';
export { searchExperiments } from './searchExperiments';
export { completeRunFilter, type CompletedFilter, type CompletionQuery } from './completion';
export { findMetrics } from './metricSearch';
export { inboxMigration } from './inbox/schema';
export { changeRuns, moveRuns, trashRuns, untrashRuns, type RunEdits } from './journal/changes';
export {
  changeExperimentName,
  changePrimaryMetric,
  trashExperiment,
  untrashExperiment,
} from './journal/experimentChanges';
export type { Recorded, Touched } from './journal/record';
export { journalMigration } from './journal/schema';
export { emptyTrash, finishEmptying, type Emptied, type Emptying } from './trash/empty';
export { readTrash, type TrashedRun } from './trash/rows';
export { summariseTrash } from './trash/summary';
export { listJournal, redoChange, undoChange, type TakenBack } from './journal/undo';
export { foldFile, type FoldedSlice } from './inbox/foldFile';
export { foldRequest, type FoldedRequest } from './inbox/foldRequest';
export { restMs, retireFile, returnRetired } from './inbox/retire';
export type { InboxPlace } from './inbox/place';
export { chooseNext } from './bisect/commits';
export type { FileDifferences } from './bisect/differences';
export { listRunsAt, listWitnesses } from './bisect/read';
export { rankSuspects, type Measured } from './bisect/suspects';
