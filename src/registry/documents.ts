import type {
  AuditEventDocument,
  ModelDocument,
  StateDocument,
  VerifyDocument,
  VersionDocument,
} from '../protocol/registry';
import { toLocalFolder } from '../runs';
import type { TimedEvent } from './audit/read';
import type { Replay, ReplayedVersion } from './audit/replay';
import type { LogReport } from './audit/verify';
import type { ListedModel } from './list';
import type { ModelVersion } from './types';

/** A model as documents show it. */
export function toModelDocument(model: ListedModel): ModelDocument {
  return {
    id: model.id,
    name: model.name,
    source: 'store',
    description: model.description,
    versions: model.versions,
    latest: model.latest,
    stages: { Staging: [...model.staging], Production: [...model.production] },
    openRequests: 0,
    aliases: Object.fromEntries(model.aliases.map(({ alias, version }) => [alias, version])),
    policy: 'none',
    badges: ['no-policy'],
    updatedAt: toTime(model.updated),
  };
}

/** A version as documents show it; `artifactsFolder` is the folder behind `mlflow-artifacts:`. */
export function toVersionDocument(version: ModelVersion, artifactsFolder: string): VersionDocument {
  const { location } = version;
  return {
    id: version.id,
    model: version.name,
    version: version.number,
    semver: version.semver,
    stage: version.stage,
    pending: null,
    status: version.status,
    runId: version.runId,
    commit: version.commit,
    dirty: version.dirty,
    registeredBy: version.registeredBy,
    createdAt: toTime(version.created),
    stageSince: toTime(version.stageSince),
    description: version.description,
    tags: Object.fromEntries(version.tags.map(({ key, value }) => [key, value])),
    aliases: [...version.aliases],
    artifact: {
      uri: location,
      scheme: /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase() ?? 'file',
      localPath: toLocalFolder(location, artifactsFolder),
      rootDigest: version.rootDigest,
      sizeBytes: version.sizeBytes,
      files: version.files,
    },
    parents: [...version.parents],
    badges: ['no-policy'],
    gto: null,
  };
}

/** An event as documents show it: what it changed stands in `from` and `to`. */
export function toEventDocument({ event, effectiveTs, hash, prevHash }: TimedEvent): AuditEventDocument {
  const known: Readonly<Record<string, unknown>> = { ...event };
  const take = <Value>(key: string): Value | null => (known[key] as Value | undefined) ?? null;
  return {
    seq: event.seq,
    chainId: event.chainId,
    local: true,
    ts: event.ts,
    effectiveTs,
    action: event.action,
    actor: event.actor,
    model: take('model'),
    version: take('version'),
    ...changeOf(event),
    kind: take('kind'),
    requestId: take('requestId'),
    causeSeq: take('causeSeq'),
    reason: take('reason'),
    policy: take('policy'),
    evidenceSha256: take('evidenceSha256'),
    hash,
    prevHash,
    void: false,
  };
}

function changeOf(event: TimedEvent['event']): Pick<AuditEventDocument, 'from' | 'to'> {
  switch (event.action) {
    case 'stage.changed':
    case 'model.renamed':
      return { from: event.from, to: event.to };
    case 'alias.set':
      return { from: null, to: `@${event.alias}` };
    case 'alias.removed':
      return { from: `@${event.alias}`, to: null };
    case 'tag.set':
      return { from: null, to: `${event.key}=${event.value}` };
    case 'tag.removed':
      return { from: event.key, to: null };
    default:
      return { from: null, to: null };
  }
}

export function toVerifyDocument(report: LogReport): VerifyDocument {
  return {
    ok: report.ok,
    chains: [...report.chains],
    state: { ok: report.differences.length === 0, differences: [...report.differences] },
    files: [],
    guards: { ok: report.missingGuards.length === 0, missing: [...report.missingGuards] },
    signatures: [],
    problems: [...report.problems],
    warnings: [],
  };
}

/** Stages and aliases of what was not deleted, by name and number; of one model where `isAsked` says so. */
export function toStateDocument(
  replay: Replay,
  {
    at,
    isAsked,
  }: { readonly at: number; readonly isAsked: (model: { readonly id: string; readonly name: string }) => boolean },
): StateDocument {
  const versions = new Map<string, ReplayedVersion[]>();
  for (const version of replay.versions.values()) {
    const siblings = versions.get(version.modelId);
    if (siblings) siblings.push(version);
    else versions.set(version.modelId, [version]);
  }
  return {
    at: toTime(at),
    models: [...replay.models.values()]
      .filter((model) => model.lifecycle === 'active' && isAsked(model))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map((model) => ({
        name: model.name,
        versions: (versions.get(model.id) ?? [])
          .filter(({ lifecycle }) => lifecycle === 'active')
          .sort((one, other) => one.version - other.version)
          .map(({ version, stage, stageSince, seq }) => ({ version, stage, since: toTime(stageSince), seq })),
        aliases: Object.fromEntries(
          [...model.aliases].flatMap(([alias, id]) => {
            const number = replay.versions.get(id)?.version;
            return number === undefined ? [] : [[alias, number] as const];
          }),
        ),
      })),
    warnings: [],
  };
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
