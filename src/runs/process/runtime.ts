import type { ProcessDetails } from './identity';
import { readPythonEnvironment, type PythonEnvironment } from './python/pythonEnvironment';

/** Another language's interpreter: known by its path alone. */
export interface OtherRuntime {
  readonly language: 'node' | 'r' | 'julia';
  /** Null unless a folder of the path says it, as in `…/node/v20.11.0/bin/node`. */
  readonly version: string | null;
  readonly interpreter: string;
  readonly packages: Readonly<Record<string, never>>;
}

const languages: readonly (readonly [RegExp, OtherRuntime['language']])[] = [
  [/^node(?:\.exe)?$/i, 'node'],
  [/^(?:R|Rscript|Rterm)(?:\.exe)?$/i, 'r'],
  [/^julia(?:\.exe)?$/i, 'julia'],
];

/** The language environment of a process; null when its program is none that is known. */
export async function readRuntime(details: ProcessDetails): Promise<PythonEnvironment | OtherRuntime | null> {
  return (await readPythonEnvironment(details)) ?? readOtherRuntime(details.executable);
}

/** Node, R or Julia by the path of the program. */
export function readOtherRuntime(executable: string | null): OtherRuntime | null {
  if (executable === null) return null;
  const parts = executable.split(/[\\/]/);
  const name = parts.at(-1) ?? '';
  const language = languages.find(([pattern]) => pattern.test(name))?.[1];
  if (language === undefined) return null;
  const versions = parts
    .slice(0, -1)
    .flatMap((part) => /^(?:[a-z]+-)?v?(\d+\.\d+(?:\.\d+)?)(?:[-+].*)?$/i.exec(part)?.[1] ?? []);
  return { language, version: versions.at(-1) ?? null, interpreter: executable, packages: {} };
}
