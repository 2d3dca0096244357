export * from './types';
export { registryMigration } from './schema';
export { toNumber, toStage } from './names';
export {
  createModel,
  deleteModel,
  describeModel,
  findModelOrNull,
  readModel,
  readModels,
  renameModel,
  type NewModel,
} from './models';
export { createVersion, deleteVersion, describeVersion, readVersion, type NewVersion } from './versions';
export { deleteTag, setTag } from './tags';
export { findVersionsMadeBy, readVersions, readVersionsOf, type MadeVersion } from './readVersions';
export { moveToStage, readLatestVersions, type Moved, type StageChange, type Transition } from './stages';
export { deleteAlias, readByAlias, setAlias } from './aliases';
export { searchModels, searchVersions, type RegistryPage, type RegistryQuery } from './search';
export { resolveReference, type Reference } from './references';
export { listModels, type ListedModel, type ModelListQuery } from './list';
export { sourceOfRun } from './fromRun';
export { toEventDocument, toModelDocument, toStateDocument, toVerifyDocument, toVersionDocument } from './documents';
export { AuditKeeper, type Asker, type Written } from './audit/keeper';
export type { AuditEvent, Author } from './audit/events';
export { readAudit, type AuditPage, type AuditQuery, type TimedEvent } from './audit/read';
export { replayUntil } from './audit/rows';
export type { LogReport, Problem } from './audit/verify';
export { readPolicy, ruleFor, type Policy, type PolicyReading, type Rule } from './policy';
