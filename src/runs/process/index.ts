import type { Connection, ProcessDetails, ProcessIdentity } from './identity';
import { systemReader } from './reader';

export type { Connection, ProcessDetails, ProcessIdentity } from './identity';
export type { PollClock, Repetition } from './clock';
export type { Gpu } from './nvidia';
export { isAlive, watchExit } from './alive';
export { readHardware, type Hardware } from './hardware';
export { maskCommandLine, maskText } from './maskCommandLine';
export { readPythonEnvironment, type PythonEnvironment } from './python/pythonEnvironment';
export { readRunEnvironment, type RunEnvironment } from './runEnvironment';
export { readRuntime, type OtherRuntime } from './runtime';
export { startSampler, type Sample, type SamplerOptions } from './sampler';

/** The process at the other end of a loopback TCP connection to this server, or null when it cannot be told. */
export function findProcessByConnection(connection: Connection): Promise<ProcessIdentity | null> {
  return systemReader.findByConnection(connection);
}

/** The identity of a running process such as a child just started, or null when it is gone. */
export function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  return systemReader.identify(pid);
}

/** What can be read about a process, secrets masked; null when that very process is gone. */
export function readProcess(identity: ProcessIdentity): Promise<ProcessDetails | null> {
  return systemReader.read(identity);
}
