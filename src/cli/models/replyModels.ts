import type { ModelDocument, VersionDocument } from '../../protocol/registry';
import { formatAgo } from '../../protocol/format';
import type { Context } from '../context';
import { formatTable } from '../table';

interface Warned {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** As {@link Context.reply}; warnings of a document are notes where people read. */
export function replyWarned(context: Context, document: Warned, text: () => string): number {
  if (!context.json) for (const { message } of document.warnings) context.note(message);
  return context.reply(document, text);
}

/** `churn/2`, as commands take it. */
export function nameOf({ model, version }: { readonly model: string; readonly version: number }): string {
  return `${model}/${version}`;
}

/** One line on what a version is now. */
export function describeVersion(version: VersionDocument): string {
  return `${nameOf(version)} (${version.semver ?? 'no semantic version'}) is in ${version.stage}.`;
}

export function toModelTable(models: readonly ModelDocument[], context: Context): string {
  return formatTable<ModelDocument>(
    [
      { title: 'NAME', cell: ({ name }) => name },
      { title: 'VERSIONS', cell: ({ versions }) => String(versions), right: true },
      { title: 'LATEST', cell: ({ latest }) => (latest === null ? '–' : String(latest)), right: true },
      { title: 'STAGING', cell: ({ stages }) => stages['Staging']?.join(', ') || '–' },
      { title: 'PRODUCTION', cell: ({ stages }) => stages['Production']?.join(', ') || '–' },
      { title: 'ALIASES', cell: ({ aliases }) => toAliasList(aliases) },
      { title: 'POLICY', cell: ({ policy }) => policy },
      { title: 'UPDATED', cell: ({ updatedAt }) => formatAgo(updatedAt, context.now()) },
    ],
    models,
  );
}

export function toVersionTable(versions: readonly VersionDocument[], context: Context): string {
  return formatTable<VersionDocument>(
    [
      { title: 'VERSION', cell: ({ version }) => String(version), right: true },
      { title: 'SEMVER', cell: ({ semver }) => semver ?? '–' },
      { title: 'STAGE', cell: ({ stage }) => stage },
      { title: 'SINCE', cell: ({ stageSince }) => formatAgo(stageSince, context.now()) },
      { title: 'ALIASES', cell: ({ aliases }) => aliases.join(', ') },
      { title: 'RUN', cell: ({ runId }) => runId?.slice(0, 8) ?? '–' },
      { title: 'BY', cell: ({ registeredBy }) => registeredBy.name },
      { title: 'REGISTERED', cell: ({ createdAt }) => formatAgo(createdAt, context.now()) },
    ],
    versions,
  );
}

function toAliasList(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([alias, version]) => `${alias} → ${version}`)
    .join(', ');
}
