export * from './types';
export { registryMigration } from './schema';
export { toNumber, toStage } from './names';
export {
  createModel,
  deleteModel,
  deleteModelTag,
  describeModel,
  readModel,
  readModels,
  renameModel,
  setModelTag,
  type NewModel,
} from './models';
export {
  createVersion,
  deleteVersion,
  deleteVersionTag,
  describeVersion,
  readVersion,
  setVersionTag,
  type NewVersion,
} from './versions';
export { findVersionsMadeBy, readVersions, type MadeVersion } from './readVersions';
export { moveToStage, readLatestVersions, type Transition } from './stages';
export { deleteAlias, readByAlias, setAlias } from './aliases';
export { searchModels, searchVersions, type RegistryPage, type RegistryQuery } from './search';
