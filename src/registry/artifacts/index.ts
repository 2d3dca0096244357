export { checkModelPath, locateModelFolder, type Grounds } from './confine';
export { Digester, type DigestOptions } from './digester';
export { listFiles, signatureName, toStatSignature } from './listFiles';
export { compareManifests, type Manifest, type ManifestDifference, type ManifestFile } from './manifest';
export { explainClaimedSize, readMlModel, type MlModel } from './mlModel';
export { judgeSignature, signManifest, type SignatureFinding } from './omsSignature';
export type { FolderDigest } from './readFiles';
export { readSignerKeys } from './signerKeys';
export { registryFolder, removeCopy, removeDrafts, versionFolder } from './store';
