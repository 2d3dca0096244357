import type { Command, Options } from './command';
import { globalOptions } from './commandLine';
import { commandTable, type Entry, type Noun } from './commandTable';

/** Help of the whole program. */
export function programHelp(): string {
  return [
    'Usage: modeltrail [--folder DIR] NOUN [VERB] [ARGS] [--json]',
    '',
    'Commands:',
    ...rows(Object.entries(commandTable).map(([name, noun]) => [wordsOf(name, noun), noun.summary])),
    '',
    'Options:',
    ...optionRows({ ...globalOptions, version: { type: 'boolean', help: 'Print the version' } }),
    '',
    'Run "modeltrail NOUN --help" for more.',
  ].join('\n');
}

/** Help of a noun that has verbs. */
export function nounHelp(name: string, summary: string, verbs: Readonly<Record<string, Entry>>): string {
  return [
    `Usage: modeltrail ${name} VERB [ARGS]`,
    '',
    `${summary}.`,
    '',
    'Verbs:',
    ...rows(Object.entries(verbs).map(([verb, entry]) => [verb, entry.summary])),
    '',
    `Run "modeltrail ${name} VERB --help" for more.`,
  ].join('\n');
}

/** Help of one command. */
export function commandHelp(title: string, command: Command): string {
  const operands = command.operands.map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : name));
  const program = command.takesProgram ? ['--', 'CMD', '[ARG…]'] : [];
  const usage = ['modeltrail', title, ...operands, '[OPTIONS]', ...program].join(' ');
  const own = Object.keys(command.options).length === 0 ? [] : ['', 'Options:', ...optionRows(command.options)];
  return [
    `Usage: ${usage}`,
    '',
    command.about,
    ...own,
    '',
    'Options of every command:',
    ...optionRows(globalOptions),
  ].join('\n');
}

function wordsOf(name: string, noun: Noun): string {
  return 'verbs' in noun ? `${name} …` : name;
}

function optionRows(options: Options): string[] {
  return rows(
    Object.entries(options).map(([name, { type, value = 'VALUE', multiple, help }]) => [
      `--${name}${type === 'string' ? ` ${value}` : ''}${multiple === true ? ' …' : ''}`,
      help,
    ]),
  );
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
