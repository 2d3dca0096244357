/** What is wrong with a policy file, by kind. */
export type ProblemCode =
  'UNKNOWN_KEY' | 'DUPLICATE_KEY' | 'TYPE' | 'ENUM' | 'ALIAS_LIMIT' | 'SYNTAX' | 'REFERENCE' | 'SIZE' | 'UNFILLABLE';

export type Path = readonly (string | number)[];

/** A finding in a policy file: line and column count from 1, `path` is written `models[0].checks[1].goal`. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

/** A finding before its place is looked up; `at: 'key'` marks the key instead of what it holds. */
export interface Finding {
  readonly severity?: 'warning';
  readonly code: ProblemCode;
  readonly path: Path;
  readonly at?: 'key';
  readonly message: string;
}

/** Findings beyond these are left out. */
export const maxProblems = 50;

export function writePath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** Whether a policy with these findings may judge. */
export function isUsable(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity !== 'error');
}
