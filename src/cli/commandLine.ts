import { parseArgs } from 'node:util';
import { toError } from '../protocol/errors';
import type { Command, Option, Options } from './command';
import { misuse } from './failure';

/** Options that every command takes. */
export const globalOptions = {
  folder: { type: 'string', value: 'DIR', help: 'The workspace folder; default: found from the current one' },
  json: { type: 'boolean', help: 'Print one JSON document' },
  quiet: { type: 'boolean', help: 'Print neither progress nor warnings' },
  help: { type: 'boolean', help: 'Print this help' },
} as const satisfies Options;

export interface Words {
  /** Global options that stood before the noun, as given. */
  readonly leading: readonly string[];
  /** Everything from the noun on. */
  readonly rest: readonly string[];
}

/** Parts the global options before the noun from the rest. */
export function splitLeading(args: readonly string[]): Words {
  let index = 0;
  while (index < args.length && args[index]?.startsWith('-') === true && args[index] !== '--') {
    index += args[index] === '--folder' ? 2 : 1;
  }
  return { leading: args.slice(0, index), rest: args.slice(index) };
}

export interface ParsedLine {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly operands: readonly string[];
  readonly program: readonly string[];
}

/** Reads options and operands of one command. Throws `MISUSE` for what it does not take. */
export function parseLine(command: Command, title: string, args: readonly string[]): ParsedLine {
  const options = { ...globalOptions, ...command.options };
  const end = args.indexOf('--');
  const before = joinSuffixes(end < 0 ? args : args.slice(0, end), options);
  const after = end < 0 ? [] : args.slice(end + 1);
  const { values, positionals } = parse(before, options, title);
  const operands = command.takesProgram ? positionals : [...positionals, ...after];
  const parsed = { values, operands, program: command.takesProgram ? after : [] };
  if (values['help'] !== true) checkCounts(command, title, parsed);
  return parsed;
}

/** Reads the options that stand where no command is known. Throws `MISUSE`. */
export function parseGlobals(args: readonly string[]): ParsedLine['values'] {
  const { values, positionals } = parse(args, { ...globalOptions, version: { type: 'boolean', help: '' } }, '');
  if (positionals.length > 0) throw misuse(`'${positionals[0] ?? ''}' is not expected here.`);
  return values;
}

function parse(
  args: readonly string[],
  options: Options,
  title: string,
): { values: ParsedLine['values']; positionals: string[] } {
  const specs = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    return parseArgs({ args: [...args], options: specs, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds advice on `--` that is ours to give, in the hint.
    const [sentence = ''] = toError(error).message.split(/\. (?=To |Did )|\n/);
    throw misuse(`${sentence.replace(/\.$/, '')}.`, title);
  }
}

/** Makes one value of `KEY DESC`, which a shell hands over as two words. */
function joinSuffixes(args: readonly string[], options: Readonly<Record<string, Option>>): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    const suffix = word.startsWith('--') ? options[word.slice(2)]?.suffix : undefined;
    const value = args[index + 1];
    const next = args[index + 2];
    if (suffix && value !== undefined && next !== undefined && suffix.test(next)) {
      joined.push(word, `${value} ${next}`);
      index += 2;
    } else joined.push(word);
  }
  return joined;
}

function checkCounts(command: Command, title: string, { operands, program }: ParsedLine): void {
  const names = command.operands;
  const required = names.filter((name) => !name.endsWith('?'));
  if (operands.length < required.length) {
    const missing = required[operands.length] ?? '';
    throw misuse(`"${title}" needs ${missing.replace('…', '')}.`, title);
  }
  const isOpen = names.some((name) => name.includes('…'));
  if (!isOpen && operands.length > names.length) {
    const extra = operands[names.length] ?? '';
    if (command.takesProgram) throw misuse(`Put -- before the program: ${title} -- ${extra}.`, title);
    throw misuse(`"${title}" does not take '${extra}'.`, title);
  }
  if (command.takesProgram && program.length === 0) throw misuse(`"${title}" needs a program after --.`, title);
}
