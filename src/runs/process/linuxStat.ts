import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { readText } from './files';

/** The fields of `/proc/PID/stat` in use; times in clock ticks, memory in pages. */
export interface LinuxStat {
  readonly pid: number;
  readonly state: string;
  readonly parentPid: number;
  /** User and system time of the process and of those children it has waited for. */
  readonly cpuTicks: number;
  readonly startTicks: string;
  readonly residentPages: number;
}

/** Parses `/proc/PID/stat` (proc(5)); the program's name may hold blanks and brackets, so fields count from its end. */
export function parseStat(text: string): LinuxStat | null {
  const nameEnd = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(nameEnd + 2).split(' ');
  const [state, parentPid] = fields;
  const startTicks = fields[19];
  if (nameEnd < 0 || Number.isNaN(pid) || state === undefined || startTicks === undefined) return null;
  const cpuTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  return { pid, state, parentPid: Number(parentPid), cpuTicks, startTicks, residentPages: Number(fields[21]) };
}

/** Reads one process's stat, or null when it is gone. */
export async function readStat(pid: number): Promise<LinuxStat | null> {
  const text = await readText(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** True for a process that has ended and only waits for its parent to notice. */
export function isEnded(stat: LinuxStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

interface KernelUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

const pageSizeEntry = 6n;
const clockTickEntry = 17n;
let units: Promise<KernelUnits> | undefined;
let boot: Promise<string> | undefined;

/** The kernel's units from the auxiliary vector (getauxval(3)): pages are 16 or 64 KiB on some ARM machines. */
export function kernelUnits(): Promise<KernelUnits> {
  units ??= readFile('/proc/self/auxv').then(parseAuxiliaryVector, () => parseAuxiliaryVector(Buffer.alloc(0)));
  return units;
}

function parseAuxiliaryVector(vector: Buffer): KernelUnits {
  const entries = new Map<bigint, number>();
  const word = endianness() === 'LE' ? 'readBigUInt64LE' : 'readBigUInt64BE';
  for (let at = 0; at + 16 <= vector.length; at += 16) entries.set(vector[word](at), Number(vector[word](at + 8)));
  return { pageBytes: entries.get(pageSizeEntry) ?? 4096, ticksPerSecond: entries.get(clockTickEntry) ?? 100 };
}

/** Start token: ticks count from boot, so the boot's id keeps a pid of before a restart apart. */
export async function startToken(stat: LinuxStat): Promise<string> {
  boot ??= readText('/proc/sys/kernel/random/boot_id').then((id) => id?.trim() ?? '');
  return `${await boot}:${stat.startTicks}`;
}
