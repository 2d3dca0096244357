export { connectTracker, type ConnectOptions } from './connect';
export type { TrackerNode } from './launch';
export type { AskOptions, SeriesQuestion } from './ask';
export type { ConnectionState, TrackerClient } from './trackerClient';
