import { version } from '../protocol/version';
import type { Command } from './command';
import { parseGlobals, parseLine, splitLeading } from './commandLine';
import { commandTable } from './commandTable';
import { Context } from './context';
import { exitCode, misuse, toFailure } from './failure';
import { commandHelp, nounHelp, programHelp } from './help';
import { paint } from './paint';
import { toLines } from './printable';

/** Runs one command line and leaves its exit code in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  const end = args.indexOf('--');
  const json = (end < 0 ? args : args.slice(0, end)).includes('--json');
  try {
    process.exitCode = await dispatch(args);
  } catch (error) {
    process.exitCode = fail(error, json);
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const { leading, rest } = splitLeading(args);
  const [name, ...more] = rest;
  const globals = parseGlobals(leading);
  if (globals['version'] === true) return print(globals['json'] === true ? JSON.stringify({ version }) : version);
  if (name === undefined) {
    if (globals['help'] === true) return print(programHelp());
    throw misuse('Say what to do.');
  }
  const noun = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
  if (noun === undefined) throw misuse(`There is no command '${name}'.`);
  if (!('verbs' in noun)) return runCommand(name, await noun.load(), [...leading, ...more]);
  const [verb, ...operands] = more;
  if (verb === '--help' || (verb === undefined && globals['help'] === true)) {
    return print(nounHelp(name, noun.summary, noun.verbs));
  }
  if (verb === undefined || verb.startsWith('-')) throw misuse(`Say what to do with ${name}.`, name);
  const entry = Object.hasOwn(noun.verbs, verb) ? noun.verbs[verb] : undefined;
  if (entry === undefined) throw misuse(`There is no command '${name} ${verb}'.`, name);
  return runCommand(`${name} ${verb}`, await entry.load(), [...leading, ...operands]);
}

async function runCommand(title: string, command: Command, args: readonly string[]): Promise<number> {
  const { values, operands, program } = parseLine(command, title, args);
  if (values['help'] === true) return print(commandHelp(title, command));
  const { folder, json, quiet } = values;
  const interrupt = new AbortController();
  if (command.longLived !== true) {
    process.once('SIGINT', () => interrupt.abort());
    process.stdout.on('error', endQuietly);
  }
  const context = new Context({
    folder: typeof folder === 'string' ? folder : undefined,
    json: json === true,
    quiet: quiet === true,
    signal: interrupt.signal,
  });
  try {
    return await command.run({ context, operands, program, values: values as Record<string, never> });
  } finally {
    await context.close();
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return exitCode.done;
}

function fail(thrown: unknown, json: boolean): number {
  const { exitCode: code, report } = toFailure(thrown);
  if (report !== null && json) process.stdout.write(`${JSON.stringify({ error: report })}\n`);
  else if (report !== null) {
    process.stderr.write(`${paint('red', 'modeltrail:', process.stderr)} ${toLines(report.message)}\n`);
    if (report.hint !== null) process.stderr.write(`${toLines(report.hint)}\n`);
  }
  if (process.env['MODELTRAIL_DEBUG'] === '1' && thrown instanceof Error) {
    process.stderr.write(`${thrown.stack ?? ''}\n`);
    if (thrown.cause instanceof Error) process.stderr.write(`Caused by: ${thrown.cause.stack ?? ''}\n`);
  }
  return code;
}

/** The reader of a pipe (`head`, a pager) went away: it has what it wanted. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCode.done);
  throw error;
}
