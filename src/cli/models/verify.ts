import type { VerifyDocument } from '../../protocol/registry';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { exitCode, misuse } from '../failure';
import { formatTable } from '../table';
import { readAsker } from './asker';
import { replyWarned } from './replyModels';

/** A hundred thousand events take two seconds; a busy machine may take many times that. */
const limitMs = 10 * 60_000;

export const verify = defineCommand({
  about: 'Checks that the audit log is whole, is the one that was anchored, and tells what the tables have.',
  operands: [],
  options: {
    accept: { type: 'boolean', help: 'Take what is there for true from now on; the log says so, and goes on' },
    reason: { type: 'string', value: 'TEXT', help: 'Why; with --accept' },
  },
  async run({ context, values: { accept = false, reason } }) {
    if (accept && !reason?.trim()) throw misuse('--accept needs --reason TEXT.', 'models verify');
    if (!accept && reason !== undefined) throw misuse('--reason belongs to --accept.', 'models verify');
    const tracker = await context.tracker();
    const report = await tracker.ask(
      'models/verify',
      { accept: reason, as: readAsker() },
      { signal: context.signal, timeoutMs: limitMs },
    );
    replyWarned(context, report, () => toText(report, context));
    return report.ok ? exitCode.done : exitCode.no;
  },
});

function toText({ ok, chains, state, problems }: VerifyDocument, context: Context): string {
  return [
    ok ? context.paint('green', 'The audit log is whole.') : context.paint('red', 'The audit log cannot be trusted.'),
    ...problems.map(({ message }) => message),
    ...(chains.length === 0 ? [] : ['', toChainTable(chains)]),
    ...(state.differences.length === 0 ? [] : ['', toDifferenceTable(state.differences)]),
  ].join('\n');
}

function toChainTable(chains: VerifyDocument['chains']): string {
  return formatTable<VerifyDocument['chains'][number]>(
    [
      { title: 'CHAIN', cell: ({ chainId }) => chainId },
      { title: 'STATUS', cell: ({ status }) => status },
      { title: 'EVENTS', cell: ({ events }) => String(events), right: true },
      { title: 'HEAD', cell: ({ headSeq }) => String(headSeq), right: true },
      { title: 'ANCHORED', cell: ({ anchor }) => (anchor === null ? '–' : String(anchor.seq)), right: true },
      { title: 'AT', cell: ({ anchor }) => anchor?.source ?? '–' },
    ],
    chains,
  );
}

function toDifferenceTable(differences: VerifyDocument['state']['differences']): string {
  return formatTable<VerifyDocument['state']['differences'][number]>(
    [
      { title: 'DIFFERS', cell: ({ what }) => what },
      { title: 'MODEL', cell: ({ model, version }) => (version === null ? model : `${model}/${version}`) },
      { title: 'LOG', cell: ({ log }) => log ?? '–' },
      { title: 'TABLE', cell: ({ table }) => table ?? '–' },
    ],
    differences,
  );
}
