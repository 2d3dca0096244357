import { formatAgo, formatBytes } from '../../protocol/format';
import type { VersionDocument } from '../../protocol/registry';
import type { RpcResult } from '../../protocol/rpc';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { toLine, toLines } from '../printable';
import { toEventTable } from './eventTable';
import { nameOf, replyWarned, toVersionTable } from './replyModels';

export const show = defineCommand({
  about: 'Shows a model with its versions, or one version (NAME/2, NAME@alias, NAME/v1.2.3) with its history.',
  operands: ['NAME|VERSION'],
  options: {},
  async run({ context, operands: [ref = ''] }) {
    const tracker = await context.tracker();
    const shown = await tracker.ask('models/show', { ref }, { signal: context.signal });
    return replyWarned(context, shown, () =>
      'history' in shown ? toVersionText(shown, context) : toModelText(shown, context),
    );
  },
});

type Shown = RpcResult<'models/show'>;
type ShownVersion = Extract<Shown, { readonly history: unknown }>;

function toModelText({ model, versions }: Exclude<Shown, ShownVersion>, context: Context): string {
  return [
    context.paint('bold', toLine(model.name)),
    ...(model.description === null ? [] : [toLines(model.description)]),
    '',
    versions.length === 0 ? 'No versions.' : toVersionTable(versions, context),
  ].join('\n');
}

function toVersionText({ version, history }: ShownVersion, context: Context): string {
  const facts = toFacts(version, context);
  const width = Math.max(...facts.map(([title]) => title.length));
  return [
    context.paint('bold', toLine(nameOf(version))),
    ...facts.flatMap(([title, text]) => (text === null || text === '' ? [] : [`${title.padEnd(width)}  ${text}`])),
    '',
    'History',
    toEventTable(history),
  ].join('\n');
}

function toFacts(version: VersionDocument, context: Context): (readonly [string, string | null])[] {
  const { artifact, registeredBy } = version;
  const since = (iso: string): string => `${formatAgo(iso, context.now())} (${iso})`;
  return [
    ['Id', version.id],
    ['Semver', version.semver],
    ['Stage', `${version.stage}, ${since(version.stageSince)}`],
    ['Badges', version.badges.join(', ')],
    ['Aliases', version.aliases.join(', ')],
    ['Registered', `${since(version.createdAt)} by ${toLine(`${registeredBy.name} <${registeredBy.email}>`)}`],
    ['Description', version.description === null ? null : toLines(version.description)],
    ['Run', version.runId],
    ['Commit', version.commit && `${version.commit}${version.dirty ? ' with uncommitted changes' : ''}`],
    ['Parents', version.parents.join(', ')],
    ['Artifact', toLine(artifact.uri)],
    ['Digest', artifact.rootDigest],
    ['Size', artifact.sizeBytes === null ? null : formatBytes(artifact.sizeBytes)],
    [
      'Tags',
      Object.entries(version.tags)
        .map(([key, value]) => toLine(`${key}=${value}`))
        .join(', '),
    ],
  ];
}
