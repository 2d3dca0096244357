import { crossCheck } from './crossChecks';
import { toFindings } from './issues';
import { toPolicy, type Policy } from './policy';
import { policySchema } from './policySchema';
import { isUsable, maxProblems, writePath, type Finding, type Problem } from './problems';
import { findUnfillable } from './unfillable';
import { limits } from './yamlTokens';
import { readYaml } from './yamlTree';

/** A policy file that was read; `policy` is null when anything in it is wrong. */
export interface ParsedPolicy {
  readonly policy: Policy | null;
  /** Errors first, in the order of the file; at most 50. */
  readonly problems: readonly Problem[];
}

export interface ParseOptions {
  /** Addresses of who wrote the code that would be judged; used for a warning alone. */
  readonly writers?: readonly string[];
}

/** Reads the text of a `gates.yaml`: any text, in bounded time, without throwing. */
export function parsePolicy(bytes: Uint8Array, { writers = [] }: ParseOptions = {}): ParsedPolicy {
  if (bytes.length > limits.bytes) {
    return refused('SIZE', `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused('SYNTAX', 'The file is no UTF-8 text.');
  }
  const tree = readYaml(text);
  const place = ({ severity, code, path, at, message }: Finding): Problem => ({
    severity: severity ?? 'error',
    code,
    ...tree.place(path, at),
    path: writePath(path),
    message,
  });
  const faults = tree.faults.map(({ place: where, path, ...fault }): Problem => ({
    severity: 'error',
    ...fault,
    ...where,
    path: writePath(path),
  }));
  // What was not built cannot be judged, and would only drown the reason.
  if (tree.value === undefined) return { policy: null, problems: faults };
  const parsed = policySchema.safeParse(tree.value);
  const found = [...(parsed.success ? [] : toFindings(parsed.error.issues, tree.value)), ...crossCheck(tree.value)].map(
    place,
  );
  const errors = [...faults, ...found];
  const policy = parsed.success && isUsable(errors) ? toPolicy(parsed.data) : null;
  const more = policy ? findUnfillable(policy, writers).map(place) : [];
  return { policy, problems: inOrder([...errors, ...more]) };
}

/** A file that is not even read. */
export function refused(code: Problem['code'], message: string): ParsedPolicy {
  return { policy: null, problems: [{ severity: 'error', code, line: 1, column: 1, path: '', message }] };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const rank = ({ severity }: Problem): number => Number(severity === 'warning');
  return problems.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column).slice(0, maxProblems);
}
