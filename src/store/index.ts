export { openStore, toStoreError, type Db } from './open';
export { storeVersion, type Migration } from './migrate';
export { backupStore, checkIntegrity, checkpoint } from './maintain';
export { prepared, preparedExact } from './prepared';
