import type { Context } from './context';

/** One option of a command, as `node:util` parses it, with what help says about it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** May be given more than once. */
  readonly multiple?: true;
  /** What stands for the value in help: `KEY`. */
  readonly value?: string;
  readonly help: string;
  /** A word right after the value that belongs to it: `--order-by KEY DESC`. */
  readonly suffix?: RegExp;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : string;

export type Values<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly multiple: true }
    ? readonly ValueOf<O[Name]>[]
    : ValueOf<O[Name]>;
};

/** What a command gets: its operands, its options, and everything after `--` when it takes a program. */
export interface Input<O extends Options> {
  readonly context: Context;
  readonly operands: readonly string[];
  readonly values: Values<O>;
  readonly program: readonly string[];
}

export interface CommandSpec<O extends Options> {
  readonly about: string;
  /** Names of operands: `RUN` once, `PATH?` at most once, `RUN…` once or more, `RUN…?` any number. */
  readonly operands: readonly string[];
  readonly options: O;
  /** What follows `--` is a program with its arguments, and there must be one. */
  readonly takesProgram?: true;
  /** The command itself answers signals and a closed stdout; for others SIGINT aborts `context.signal`. */
  readonly longLived?: true;
  /** Resolves to the exit code. */
  run(input: Input<O>): Promise<number>;
}

/** A command whose option types are known only to itself. */
export type Command = Omit<CommandSpec<Options>, 'run'> & {
  run(input: Input<Options>): Promise<number>;
};

/** Ties the types of the options to what `run` receives. */
export function defineCommand<const O extends Options>(spec: CommandSpec<O>): Command {
  return { ...spec, run: (input) => spec.run({ ...input, values: input.values as Values<O> }) };
}
