import type * as z from 'zod';
import { takes } from './fields';
import type { Finding, Path } from './problems';

type Issue = z.core.$ZodIssue;

/** What the schema found wrong with `root`, as findings with a sentence of ours. */
export function toFindings(issues: readonly Issue[], root: unknown): readonly Finding[] {
  return issues.flatMap((issue) => toFinding(issue, root, []));
}

function toFinding(issue: Issue, root: unknown, above: Path): readonly Finding[] {
  const path: Path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'UNKNOWN_KEY',
        path: [...path, key],
        at: 'key',
        message: `The key '${key}' is not known here.`,
      }));
    case 'invalid_key': {
      const message = issue.issues[0]?.message ?? 'This is no key that is known here.';
      const code = issue.issues[0]?.code === 'custom' ? 'UNKNOWN_KEY' : 'TYPE';
      return [{ code, path, at: 'key', message }];
    }
    case 'invalid_value':
      if (value === undefined) return [missing(path)];
      return [{ code: 'ENUM', path, message: takes(issue.values.map(String), value) }];
    case 'invalid_type':
      if (value === undefined) return [missing(path)];
      return [
        {
          code: 'TYPE',
          path,
          message: `This must be ${names[issue.expected] ?? issue.expected}, not ${describe(value)}.`,
        },
      ];
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        return value === undefined ? [missing(path)] : [{ code: 'ENUM', path, message: issue.message }];
      }
      // The branch that took the type of the value says what is wrong inside of it.
      const branch = issue.errors.find((errors) => !errors.some((error) => isOfOtherType(error)));
      const chosen = branch ?? issue.errors.at(-1) ?? [];
      return chosen.flatMap((error) => toFinding(error, root, path));
    }
    case 'custom': {
      const code = issue.params?.['problem'] as Finding['code'] | undefined;
      return [{ code: code ?? 'TYPE', path, at: code === 'DUPLICATE_KEY' ? 'key' : undefined, message: issue.message }];
    }
    case 'too_big':
      return [
        { code: 'SIZE', path, message: issue.message.replace(/^Too big: expected/, 'This is too large: expected') },
      ];
    default:
      return [{ code: 'TYPE', path, message: issue.message }];
  }
}

function isOfOtherType({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function missing(path: Path): Finding {
  return { code: 'TYPE', path, message: `The key '${String(path.at(-1) ?? '')}' is missing.` };
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  return { string: 'text', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ?? typeof value;
}

/** What stands at a path of plain values; undefined where nothing does. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined,
    root,
  );
}
