import { cpus, freemem, totalmem } from 'node:os';
import { readText } from './files';

/** Processor time of the whole machine so far, in any one unit, and its memory in bytes. */
export interface SystemUsage {
  readonly busy: number;
  readonly idle: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
}

/** Reads the machine's counters; memory in use is what is not available to new programs. */
export async function readSystemUsage(): Promise<SystemUsage> {
  const total = totalmem();
  return { ...(await readProcessorTimes()), memoryUsedBytes: total - freemem(), memoryTotalBytes: total };
}

async function readProcessorTimes(): Promise<{ busy: number; idle: number }> {
  const text = process.platform === 'linux' ? await readText('/proc/stat') : null;
  if (text !== null) return parseProcessorTimes(text);
  const times = cpus().map((processor) => processor.times);
  const idle = times.reduce((sum, { idle: ms }) => sum + ms, 0);
  const busy = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  return { busy, idle };
}

/** The first line of `/proc/stat` (proc(5)); waiting for disks counts as idle, guests are part of `user` already. */
export function parseProcessorTimes(text: string): { busy: number; idle: number } {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softIrq = 0, steal = 0] = (
    /^cpu\s+(.*)$/m.exec(text)?.[1] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return { busy: user + nice + system + irq + softIrq + steal, idle: idle + waiting };
}
