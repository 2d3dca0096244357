import { resolve } from 'node:path';
import { isUsable, readPolicy, readPolicyAt, readPolicyCopy, ruleFor, type PolicyReading } from '../../registry/policy';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { exitCode, misuse } from '../failure';
import { toLine } from '../printable';

export const check = defineCommand({
  about: 'Reads the policy of gates and approvals, and says what is wrong with it. Needs no tracker.',
  operands: [],
  options: {
    file: { type: 'string', value: 'FILE', help: 'Check this file instead of the one that counts' },
    ref: { type: 'string', value: 'REF', help: 'Check the policy of this branch, tag or commit' },
    model: { type: 'string', value: 'NAME', help: 'Tell which rule counts for a model of this name' },
  },
  async run({ context, values: { file, ref, model: name } }) {
    if (file !== undefined && ref !== undefined) throw misuse('Give --file or --ref, not both.', 'gates check');
    const reading = await read(context, { file, ref });
    const ok = isUsable(reading.problems);
    const model = name === undefined ? null : findRule(reading, name);
    for (const { message } of context.json ? [] : reading.warnings) context.note(message);
    const { source, workingTree, problems, policy, warnings } = reading;
    const { kind, ref: at, commit, sha256, protected: isProtected } = source;
    const document = {
      ok,
      source: { kind, ref: at, commit, sha256, protected: isProtected },
      workingTree,
      problems,
      policy,
      model,
      warnings,
    };
    context.reply(document, () => toText(reading, { shown: file ?? source.path, model, context }));
    return ok ? exitCode.done : exitCode.no;
  },
});

function read(
  context: Context,
  { file, ref }: { readonly file: string | undefined; readonly ref: string | undefined },
): Promise<PolicyReading> {
  const { folder, signal } = context;
  if (file !== undefined) return readPolicyCopy(folder, resolve(file));
  const options = { signal, judgeWriters: true };
  return ref === undefined ? readPolicy(folder, options) : readPolicyAt(folder, ref, options);
}

/** Which rule a model falls under; `rule` counts from 0 and is null for an ungoverned one. */
interface ModelRule {
  readonly name: string;
  readonly governed: boolean;
  readonly rule: number | null;
  readonly match: string | null;
}

function findRule({ policy }: PolicyReading, name: string): ModelRule {
  const rule = policy === null ? null : ruleFor(policy, name);
  const index = rule === null ? null : (policy?.models.indexOf(rule) ?? null);
  return { name, governed: rule !== null, rule: index, match: rule?.match ?? null };
}

function toText(
  { source, problems, policy }: PolicyReading,
  { shown, model, context }: { readonly shown: string; readonly model: ModelRule | null; readonly context: Context },
): string {
  if (source.kind === 'none') return 'There is no policy: stages move freely.';
  const lines = problems.map(({ severity, line, column, path, message }) => {
    const word = context.paint(severity === 'error' ? 'red' : 'yellow', severity);
    return `${toLine(shown)}:${line}:${column}: ${word}: ${path === '' ? '' : `${toLine(path)}: `}${toLine(message)}`;
  });
  return [
    ...lines,
    summarise(source, policy === null),
    ...(model === null ? [] : [describeRule(model, policy === null)]),
  ].join('\n');
}

function summarise(source: PolicyReading['source'], isRefused: boolean): string {
  const where =
    source.ref === null ? 'the working tree' : `${toLine(source.ref)} (${source.commit?.slice(0, 8) ?? ''})`;
  if (isRefused) return `The policy of ${where} cannot be used: no stage changes until it is mended.`;
  return `The policy of ${where} can be used${source.protected ? '' : '; it is not protected'}.`;
}

function describeRule({ name, rule, match }: ModelRule, isRefused: boolean): string {
  if (isRefused) return `Which rule ${toLine(name)} falls under cannot be told.`;
  if (rule === null) return `No rule matches ${toLine(name)}: its stages move freely.`;
  return `${toLine(name)} falls under rule ${rule + 1}, "${toLine(match ?? '')}".`;
}
