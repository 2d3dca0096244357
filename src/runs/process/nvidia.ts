import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { listNames, readText } from './files';
import { runTool } from './runTool';

/** A graphics processor; memory in bytes, null where it shares the machine's or cannot be read. */
export interface Gpu {
  readonly name: string;
  readonly memoryBytes: number | null;
}

/** One reading of a graphics processor; null where it does not report the figure. */
export interface GpuUsage {
  readonly index: number;
  readonly utilizationPercentage: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly powerWatts: number | null;
  readonly powerLimitWatts: number | null;
}

const mebibyte = 1024 * 1024;
const timeoutMs = 2_000;
const usageFields = 'index,utilization.gpu,memory.used,memory.total,power.draw,power.limit';

/** Path of `nvidia-smi` in the folders of a search path, or null: looked up, so that nothing is started in vain. */
export async function findNvidiaTool(searchPath = process.env['PATH'] ?? ''): Promise<string | null> {
  const name = process.platform === 'win32' ? 'nvidia-smi.exe' : 'nvidia-smi';
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

/** Names and memory of the NVIDIA processors; without a tool that answers in 2 s, names from the driver's files. */
export async function readNvidiaGpus(tool: string | null): Promise<readonly Gpu[]> {
  const output = await query(tool, 'name,memory.total');
  return output === null ? readDriverFiles() : parseGpus(output);
}

/** Current use of every NVIDIA processor; empty when the tool is missing or does not answer in 2 s. */
export async function readNvidiaUsage(tool: string | null): Promise<readonly GpuUsage[]> {
  return parseGpuUsage((await query(tool, usageFields)) ?? '');
}

async function query(tool: string | null, fields: string): Promise<string | null> {
  if (tool === null) return null;
  return runTool(tool, [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'], timeoutMs);
}

async function readDriverFiles(): Promise<Gpu[]> {
  const folder = '/proc/driver/nvidia/gpus';
  const names = await listNames(folder);
  const texts = await Promise.all(names.map((name) => readText(`${folder}/${name}/information`)));
  return texts.flatMap((text) => {
    const name = /^Model:\s*(.+?)\s*$/m.exec(text ?? '')?.[1];
    return name === undefined ? [] : [{ name, memoryBytes: null }];
  });
}

/** Parses `nvidia-smi --query-gpu=name,memory.total --format=csv,noheader,nounits` (MiB). */
export function parseGpus(output: string): Gpu[] {
  return rows(output).flatMap(([name, memory]) =>
    name === undefined || memory === undefined ? [] : [{ name, memoryBytes: scaled(memory, mebibyte) }],
  );
}

/** Parses `nvidia-smi --query-gpu=index,utilization.gpu,memory.used,memory.total,power.draw,power.limit`. */
export function parseGpuUsage(output: string): GpuUsage[] {
  return rows(output).flatMap(([index, utilization, used, total, power, limit]) => {
    if (index === undefined || limit === undefined || !/^\d+$/.test(index)) return [];
    return [
      {
        index: Number(index),
        utilizationPercentage: scaled(utilization),
        memoryUsedBytes: scaled(used, mebibyte),
        memoryTotalBytes: scaled(total, mebibyte),
        powerWatts: scaled(power),
        powerLimitWatts: scaled(limit),
      },
    ];
  });
}

function rows(output: string): string[][] {
  return output.split('\n').map((line) => line.split(',').map((cell) => cell.trim()));
}

/** A figure, or null for the tool's `[N/A]` and `[Not Supported]`. */
function scaled(text: string | undefined, unit = 1): number | null {
  return text === undefined || !/^\d+(\.\d+)?$/.test(text) ? null : Number(text) * unit;
}
