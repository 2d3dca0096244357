import { arch, cpus, hostname, release, totalmem, type } from 'node:os';
import { readText } from './files';
import { findNvidiaTool, readNvidiaGpus, type Gpu } from './nvidia';

/** The machine a run runs on. */
export interface Hardware {
  readonly host: string;
  /** System, release and architecture, such as `Linux-6.8.0-x64`. */
  readonly platform: string;
  readonly cpuModel: string | null;
  /** Logical processors. */
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly gpus: readonly Gpu[];
}

let hardware: Promise<Hardware> | undefined;

/** The machine's description; read once, as none of it changes while the process lives. */
export function readHardware(): Promise<Hardware> {
  hardware ??= describeMachine();
  return hardware;
}

async function describeMachine(): Promise<Hardware> {
  const { model, count } = await readProcessors();
  return {
    host: hostname(),
    platform: `${type()}-${release()}-${arch()}`,
    cpuModel: model,
    cpuCount: count,
    memoryBytes: totalmem(),
    gpus: await readGpus(model),
  };
}

async function readGpus(cpuModel: string | null): Promise<readonly Gpu[]> {
  // Apple's chips hold processor and graphics in one, under one name and with one memory.
  if (process.platform === 'darwin' && cpuModel?.startsWith('Apple') === true)
    return [{ name: cpuModel, memoryBytes: null }];
  return readNvidiaGpus(await findNvidiaTool());
}

/** On Linux from `/proc`: `os.cpus()` reads several files per processor and blocks meanwhile. */
async function readProcessors(): Promise<{ model: string | null; count: number }> {
  const info = process.platform === 'linux' ? await readText('/proc/cpuinfo') : null;
  if (info !== null && /^processor\s*:/m.test(info)) return parseCpuInfo(info);
  const processors = cpus();
  return { model: processors[0]?.model.trim() ?? null, count: processors.length };
}

/** Parses `/proc/cpuinfo`; ARM machines name no model there. */
export function parseCpuInfo(info: string): { model: string | null; count: number } {
  const model = /^(?:model name|Model)\s*:\s*(.+?)\s*$/m.exec(info)?.[1] ?? null;
  return { model, count: info.match(/^processor\s*:/gm)?.length ?? 0 };
}
