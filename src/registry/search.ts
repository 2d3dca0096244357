import { entitiesOf, joined, parseFilter, searchPage, type Source, type Sql, type Target } from '../search';
import type { Db } from '../store';

export interface RegistryQuery {
  /** The search language; empty for all. */
  readonly filter: string;
  /** Terms such as `name DESC`. */
  readonly orderBy: readonly string[];
  /** Rows a page, at least 1. */
  readonly limit: number;
  readonly pageToken: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RegistryPage {
  /** ULIDs, in order. */
  readonly ids: readonly string[];
  readonly nextPageToken: string | null;
}

const promptTag = 'mlflow.prompt.is_prompt';
/**
 * Clients add `!= 'true'` on this tag to every search of theirs, so a model without the tag must count as 'false', while
 * `!=` on any other tag matches only what has it.
 */
const isPrompt = `(SELECT coalesce(max(lower(p.value)), 'false') FROM registry_tags p
  WHERE p.subject = m.id AND p.key = '${promptTag}')`;

const attributes = ['attributes', 'attr'];
const tags = { name: 'tag', aliases: ['tags'], fields: 'text' } as const;

const modelColumns: Readonly<Record<string, string>> = {
  name: 'm.name',
  creation_timestamp: 'm.created_at',
  last_updated_timestamp: 'm.updated_at',
};

const modelTarget: Target = {
  vocabulary: {
    name: 'registered models',
    kinds: [
      {
        name: 'attribute',
        aliases: attributes,
        fields: {
          name: { type: 'text' },
          timestamp: { type: 'time', alias: 'last_updated_timestamp', filter: false },
          creation_timestamp: { type: 'time', filter: false },
          last_updated_timestamp: { type: 'time', filter: false },
        },
      },
      tags,
    ],
  },
  from: 'registry_models m',
  id: 'm.id',
  source: ({ kind, key }) =>
    kind === 'tag' ? tagSource(key, 'registry_tags v', 'v.subject = m.id') : { value: columnOf(modelColumns, key) },
  ties: [{ value: 'm.name', descending: false }],
};

const versionColumns: Readonly<Record<string, string>> = {
  name: 'm.name',
  source_path: 'n.source',
  run_id: 'n.run_id',
  version_number: 'n.version',
  creation_timestamp: 'n.created_at',
  last_updated_timestamp: 'n.updated_at',
};

const versionTarget: Target = {
  vocabulary: {
    name: 'model versions',
    kinds: [
      {
        name: 'attribute',
        aliases: attributes,
        fields: {
          name: { type: 'text' },
          source_path: { type: 'text', order: false },
          run_id: { type: 'text', order: false },
          version_number: { type: 'integer' },
          creation_timestamp: { type: 'time', filter: false },
          last_updated_timestamp: { type: 'time', filter: false },
        },
      },
      tags,
    ],
  },
  from: 'registry_versions n JOIN registry_models m ON m.id = n.model_id',
  id: 'n.id',
  source: ({ kind, key }) =>
    kind === 'tag' ? tagSource(key, 'registry_tags v', 'v.subject = n.id') : { value: columnOf(versionColumns, key) },
  ties: [
    { value: 'm.name', descending: false },
    { value: 'n.version', descending: true },
  ],
};

/** One page of the models that match, by name. Prompts are hidden unless the filter asks for their tag. */
export function searchModels(db: Db, query: RegistryQuery): RegistryPage {
  return search(db, modelTarget, query, { sql: "m.lifecycle = 'active'", bindings: [] });
}

/** One page of the versions that match, newest change first. Prompts are hidden unless the filter asks for their tag. */
export function searchVersions(db: Db, query: RegistryQuery): RegistryPage {
  const orderBy = query.orderBy.length > 0 ? query.orderBy : ['last_updated_timestamp DESC'];
  return search(
    db,
    versionTarget,
    { ...query, orderBy },
    { sql: "n.lifecycle = 'active' AND m.lifecycle = 'active'", bindings: [] },
  );
}

function search(db: Db, target: Target, query: RegistryQuery, alive: Sql): RegistryPage {
  const entities = entitiesOf(parseFilter(query.filter, target.vocabulary));
  const asksForPrompts = entities.some(({ kind, key }) => kind === 'tag' && key === promptTag);
  const noPrompts: Sql = { sql: `${isPrompt} <> 'true'`, bindings: [] };
  const where = asksForPrompts ? alive : joined([alive, noPrompts], ' AND ');
  const { ids, nextPageToken } = searchPage(db, target, { ...query, where, context: { now: query.now, head: null } });
  return { ids: ids.map(String), nextPageToken };
}

function tagSource(key: string, from: string, tie: string): Source {
  if (key === promptTag) return { value: isPrompt };
  return { from, on: { sql: `${tie} AND v.key = ?`, bindings: [key] }, value: 'v.value' };
}

function columnOf(columns: Readonly<Record<string, string>>, key: string): string {
  const column = columns[key];
  if (column === undefined) throw new TypeError(`The search vocabulary has '${key}', the tables do not.`);
  return column;
}
