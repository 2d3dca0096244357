import type { KeyValue } from '../../runs';
import type { AuditEvent, Corrections } from './events';
import type { ModelState, VersionState } from './state';

export interface ReplayedModel extends Omit<ModelState, 'tags' | 'aliases' | 'name' | 'description' | 'lifecycle'> {
  name: string;
  description: string | null;
  lifecycle: ModelState['lifecycle'];
  readonly tags: Map<string, string>;
  /** Alias → id of a version. */
  readonly aliases: Map<string, string>;
}

export interface ReplayedVersion extends Omit<
  VersionState,
  'tags' | 'stage' | 'stageSince' | 'description' | 'lifecycle'
> {
  stage: VersionState['stage'];
  stageSince: number;
  /** The event that brought it into its stage. */
  seq: number;
  description: string | null;
  lifecycle: VersionState['lifecycle'];
  readonly tags: Map<string, string>;
}

/** The registry as its log tells it: a pure function of the events, so that all who have the same events agree. */
export class Replay {
  readonly models = new Map<string, ReplayedModel>();
  readonly versions = new Map<string, ReplayedVersion>();

  static of(events: Iterable<AuditEvent>): Replay {
    const replay = new Replay();
    for (const event of events) replay.apply(event);
    return replay;
  }

  /** Takes one event more. An event on what the log never made changes nothing. */
  apply(event: AuditEvent): void {
    const { models, versions } = this;
    switch (event.action) {
      case 'model.created':
        models.set(event.modelId, {
          id: event.modelId,
          name: event.model,
          description: event.description ?? null,
          lifecycle: 'active',
          tags: toMap(event.tags),
          aliases: new Map(),
        });
        return;
      case 'version.registered':
        versions.set(event.versionId, {
          id: event.versionId,
          modelId: event.modelId,
          version: event.version,
          semver: event.semver,
          stage: 'None',
          stageSince: Date.parse(event.ts),
          seq: event.seq,
          source: event.source,
          location: event.location,
          runId: event.runId ?? null,
          rootDigest: event.rootDigest ?? null,
          description: event.description ?? null,
          lifecycle: 'active',
          tags: toMap(event.tags),
        });
        return;
      case 'model.renamed': {
        change(models.get(event.modelId), (model) => (model.name = event.to));
        return;
      }
      case 'model.described': {
        change(models.get(event.modelId), (model) => (model.description = event.description || null));
        return;
      }
      case 'model.deleted': {
        change(models.get(event.modelId), (model) => (model.lifecycle = 'deleted'));
        return;
      }
      case 'version.described': {
        change(versions.get(event.versionId), (version) => (version.description = event.description || null));
        return;
      }
      case 'version.deleted':
        change(versions.get(event.versionId), (version) => (version.lifecycle = 'deleted'));
        {
          change(models.get(event.modelId), ({ aliases }) => {
            for (const [alias, id] of aliases) if (id === event.versionId) aliases.delete(alias);
          });
          return;
        }
      case 'alias.set': {
        change(models.get(event.modelId), ({ aliases }) => aliases.set(event.alias, event.versionId));
        return;
      }
      case 'alias.removed': {
        change(models.get(event.modelId), ({ aliases }) => aliases.delete(event.alias));
        return;
      }
      case 'tag.set': {
        change(this.tagged(event), ({ tags }) => tags.set(event.key, event.value));
        return;
      }
      case 'tag.removed': {
        change(this.tagged(event), ({ tags }) => tags.delete(event.key));
        return;
      }
      case 'stage.changed': {
        change(versions.get(event.versionId), (version) => {
          version.stage = event.to;
          version.stageSince = Date.parse(event.ts);
          version.seq = event.seq;
        });
        return;
      }
      case 'store.repaired':
        if (event.accepted !== undefined) this.correct(event.accepted.corrections, event.seq);
        return;
      case 'clock.skewed':
        return;
    }
  }

  modelStates(): ModelState[] {
    return [...this.models.values()].map((model) => ({
      ...model,
      tags: toList(model.tags),
      aliases: toList(model.aliases),
    }));
  }

  versionStates(): VersionState[] {
    return [...this.versions.values()].map(({ seq: _seq, ...version }) => ({ ...version, tags: toList(version.tags) }));
  }

  private tagged({ versionId, modelId }: { readonly versionId?: string | undefined; readonly modelId: string }) {
    return versionId === undefined ? this.models.get(modelId) : this.versions.get(versionId);
  }

  private correct({ models, versions, unknown }: Corrections, seq: number): void {
    for (const id of unknown) {
      this.models.delete(id);
      this.versions.delete(id);
    }
    for (const model of models) {
      this.models.set(model.id, { ...model, tags: toMap(model.tags), aliases: toMap(model.aliases) });
    }
    for (const version of versions) this.versions.set(version.id, { ...version, seq, tags: toMap(version.tags) });
  }
}

function change<Entry>(entry: Entry | undefined, work: (entry: Entry) => unknown): void {
  if (entry !== undefined) work(entry);
}

function toMap(pairs: readonly KeyValue[] = []): Map<string, string> {
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

function toList(map: ReadonlyMap<string, string>): KeyValue[] {
  return [...map]
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([key, value]) => ({ key, value }));
}
