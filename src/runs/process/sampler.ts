import { repeat, systemClock, type PollClock, type Repetition } from './clock';
import type { ProcessIdentity } from './identity';
import { findNvidiaTool, readNvidiaUsage, type GpuUsage } from './nvidia';
import { readTreeUsage, type TreeUsage } from './processTree';
import { readSystemUsage, type SystemUsage } from './systemUsage';

const defaultIntervalMs = 10_000;
const megabyte = 1e6;

/** One reading of the machine and of a run's processes. */
export interface Sample {
  /** 0, 1, 2 …: the step of the metric points. */
  readonly index: number;
  /** Wall time of the reading in milliseconds since 1970. */
  readonly at: number;
  /** Values by metric name, see `toMetrics`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Whose processes to sample, how often (10 s unless told, as the MLflow client does) and who is told. */
export interface SamplerOptions {
  readonly identity: ProcessIdentity;
  readonly intervalMs?: number;
  /** Must not throw: there is nobody to tell. */
  readonly onSample: (sample: Sample) => void;
  readonly clock?: PollClock;
}

interface Reading {
  readonly elapsed: number;
  readonly system: SystemUsage;
  readonly tree: TreeUsage;
}

/** Samples until stopped or until the process is gone; the first sample comes after one interval, as rates need two readings. */
export function startSampler(options: SamplerOptions): Repetition {
  const { identity, intervalMs = defaultIntervalMs, onSample, clock = systemClock } = options;
  const tool = findNvidiaTool();
  let stopped = false;
  let index = 0;
  let previous = read(identity, clock);
  const repetition = repeat(clock, intervalMs, async () => {
    const [before, current, gpus] = await Promise.all([previous, read(identity, clock), tool.then(readNvidiaUsage)]);
    if (current === null || before === null || stopped) return false;
    previous = Promise.resolve(current);
    onSample({ index, at: clock.now(), metrics: toMetrics(before, current, gpus) });
    index += 1;
    return true;
  });
  return {
    stop() {
      stopped = true;
      repetition.stop();
    },
  };
}

async function read(identity: ProcessIdentity, clock: PollClock): Promise<Reading | null> {
  const [system, tree] = await Promise.all([readSystemUsage(), readTreeUsage(identity)]);
  return tree === null ? null : { elapsed: clock.elapsed(), system, tree };
}

/**
 * The metrics of the time between two readings. Megabytes are 10^6 bytes, as in the MLflow client.
 * - `system/cpu_utilization_percentage`: busy share of all processors together, 0–100.
 * - `system/system_memory_usage_megabytes`, `…_percentage`: memory not available to new programs, of the machine's.
 * - `system/process_cpu_percentage`: processor time of the process and its descendants; 100 is one processor fully
 *   busy. On Linux a worker that ended in between still counts; elsewhere the part it used since the last reading is lost.
 * - `system/process_memory_megabytes`: their resident memory added up; pages they share count once for each.
 * - `system/gpu_N_utilization_percentage`, `…_memory_usage_megabytes`, `…_memory_usage_percentage`,
 *   `…_power_usage_watts`, `…_power_usage_percentage` (of its limit): the whole processor N, whoever uses it.
 */
export function toMetrics(before: Reading, now: Reading, gpus: readonly GpuUsage[]): Record<string, number> {
  const busy = now.system.busy - before.system.busy;
  const elapsed = now.elapsed - before.elapsed;
  return dropUnknown({
    'system/cpu_utilization_percentage': percentage(busy, busy + now.system.idle - before.system.idle),
    'system/system_memory_usage_megabytes': now.system.memoryUsedBytes / megabyte,
    'system/system_memory_usage_percentage': percentage(now.system.memoryUsedBytes, now.system.memoryTotalBytes),
    'system/process_cpu_percentage': percentage(Math.max(0, now.tree.cpuMs - before.tree.cpuMs), elapsed),
    'system/process_memory_megabytes': now.tree.memoryBytes / megabyte,
    ...Object.fromEntries(gpus.flatMap((gpu) => Object.entries(gpuMetrics(gpu)))),
  });
}

function gpuMetrics(gpu: GpuUsage): Record<string, number | null> {
  const name = `system/gpu_${gpu.index}`;
  return {
    [`${name}_utilization_percentage`]: gpu.utilizationPercentage,
    [`${name}_memory_usage_megabytes`]: gpu.memoryUsedBytes === null ? null : gpu.memoryUsedBytes / megabyte,
    [`${name}_memory_usage_percentage`]: percentage(gpu.memoryUsedBytes, gpu.memoryTotalBytes),
    [`${name}_power_usage_watts`]: gpu.powerWatts,
    [`${name}_power_usage_percentage`]: percentage(gpu.powerWatts, gpu.powerLimitWatts),
  };
}

function percentage(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : (100 * part) / whole;
}

function dropUnknown(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null));
}
