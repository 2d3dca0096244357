import { readHardware, type Hardware } from './hardware';
import type { ProcessDetails } from './identity';
import { readRuntime } from './runtime';

/** The `environment` of a Run document. */
export interface RunEnvironment {
  /** Version of Python, or null when the run is no Python process. */
  readonly python: string | null;
  readonly platform: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly hardware: Hardware;
}

/** The environment of a run's process as the Run document shows it; without a process, that of the machine alone. */
export async function readRunEnvironment(details: ProcessDetails | null): Promise<RunEnvironment> {
  const [runtime, hardware] = await Promise.all([details === null ? null : readRuntime(details), readHardware()]);
  return {
    python: runtime?.language === 'python' ? runtime.version : null,
    platform: hardware.platform,
    packages: runtime?.packages ?? {},
    hardware,
  };
}
