import type { RunDocument } from '../../protocol/run';
import type { Suspect } from '../../protocol/staleness';
import { dataVersions } from '../compare';

/** Whose value another run has. */
export type RunSide = 'good' | 'bad' | 'neither';

/** One thing in which the good and the bad run differ. */
export interface Difference extends Pick<Suspect, 'kind' | 'key' | 'good' | 'bad'> {
  readonly sideOf: (run: RunDocument) => RunSide;
}

/** The files in which the two differ: short ids of their contents, null where absent, and the side of other runs. */
export interface FileDifferences {
  readonly files: readonly { readonly path: string; readonly good: string | null; readonly bad: string | null }[];
  /** Of the file at this place, in another run; `neither` when that run's code is not known. */
  readonly sideOf: (run: RunDocument, file: number) => RunSide;
}

/** Undefined: not recorded, which is not the same as absent. */
type Values = Readonly<Record<string, string>> | undefined;

/** Everything in which two runs differ that may have made one of them worse. */
export function listDifferences(
  good: RunDocument,
  bad: RunDocument,
  files: FileDifferences | null,
): readonly Difference[] {
  const pair = { good, bad };
  return [
    ...among('param', pair, (run) => run.params),
    ...(files?.files ?? []).map(({ path, ...contents }, index): Difference => ({
      kind: 'file',
      key: path,
      ...contents,
      sideOf: (run) => files?.sideOf(run, index) ?? 'neither',
    })),
    ...among('data', pair, dataVersions),
    ...among('package', pair, (run) => run.environment?.packages),
    ...among('environment', pair, surroundings),
  ];
}

function among(
  kind: Suspect['kind'],
  { good, bad }: { readonly good: RunDocument; readonly bad: RunDocument },
  read: (run: RunDocument) => Values,
): Difference[] {
  const [ofGood, ofBad] = [read(good), read(bad)];
  if (ofGood === undefined || ofBad === undefined) return [];
  const keys = [...new Set([...Object.keys(ofGood), ...Object.keys(ofBad)])].sort();
  return keys.flatMap((key) => {
    const [goodValue, badValue] = [valueOf(ofGood, key), valueOf(ofBad, key)];
    if (goodValue === badValue) return [];
    const sideOf = (run: RunDocument): RunSide => {
      const values = read(run);
      const value = values && valueOf(values, key);
      return value === goodValue ? 'good' : value === badValue ? 'bad' : 'neither';
    };
    return { kind, key, good: goodValue, bad: badValue, sideOf };
  });
}

function valueOf(values: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
}

function surroundings({ environment, process }: RunDocument): Values {
  if (environment === null) return undefined;
  const gpus = environment.hardware?.['gpus'];
  const named = {
    python: environment.python,
    platform: environment.platform,
    gpu: Array.isArray(gpus) ? gpus.map(gpuName).join(', ') || 'none' : null,
    command: process && process.commandLine.join(' '),
  };
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== null));
}

function gpuName(gpu: unknown): string {
  const name = typeof gpu === 'object' && gpu !== null && 'name' in gpu ? gpu.name : gpu;
  return typeof name === 'string' ? name : JSON.stringify(name);
}
