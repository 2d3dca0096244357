import { Composer, type LineCounter } from 'yaml';
import { readTokens, type Refusal } from './yamlTokens';
import { maxProblems, type Path, type ProblemCode } from './problems';
import { buildValues, spotKey, type Spot } from './yamlValues';

/** What a YAML file says, as plain values, and where it says it. */
export interface YamlTree {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** Where the value at a path stands, or its key; of the nearest thing around it where nothing is there. */
  place(path: Path, at?: 'key'): Place;
}

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Text that is no good YAML, or YAML that is not taken here. */
export interface Fault {
  readonly code: ProblemCode;
  readonly place: Place;
  readonly path: Path;
  readonly message: string;
}

/**
 * Reads one document of YAML 1.2 core without tags, merge keys and directives. The text may be anything: what would
 * take long is refused before it is built, and aliases are never expanded beyond the limit of nodes.
 */
export function readYaml(text: string): YamlTree {
  const { tokens, lines, refusals } = readTokens(text);
  const placeOf = (offset: number): Place => toPlace(lines, offset);
  const toFault = ({ code, offset, message }: Refusal, path: Path = []): Fault => ({
    code,
    place: placeOf(offset),
    path,
    message,
  });
  if (refusals.length > 0) {
    return { value: undefined, faults: refusals.map((one) => toFault(one)), place: () => placeOf(0) };
  }
  // Duplicate keys are looked for below: the library compares each key with every other.
  const options = {
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    logLevel: 'silent',
  } as const;
  const [document] = withoutStacks(() => [...new Composer(options).compose(tokens, true, text.length)]);
  const built = buildValues(document?.contents);
  const faults = [
    ...(document?.errors ?? [])
      .slice(0, maxProblems)
      .map(({ pos: [offset], message }) => toFault({ code: 'SYNTAX', offset, message: sentence(message) })),
    ...built.refusals.map((one) => toFault(one, one.path)),
  ];
  return { value: built.value, faults, place: (path, at) => placeOf(findSpot(built.spots, path, at)) };
}

/** The library makes an `Error` of each fault; where there are thousands, their stacks take longer than all else. */
function withoutStacks<Result>(work: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function sentence(message: string): string {
  return /[.!]$/.test(message) ? message : `${message}.`;
}

function toPlace(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function findSpot(spots: ReadonlyMap<string, Spot>, path: Path, at: 'key' | undefined): number {
  const spot = spots.get(spotKey(path));
  if (spot) return at === 'key' ? spot.key : spot.value;
  // What is missing is missed in the mapping around it, which its own key points at.
  return path.length === 0 ? 0 : findSpot(spots, path.slice(0, -1), 'key');
}
