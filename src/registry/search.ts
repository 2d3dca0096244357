import { entitiesOf, joined, parseFilter, searchPage, type Sql, type Target } from '../search';
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

const attributes = ['attributes', 'attr'];
const tags = { name: 'tag', aliases: ['tags'], fields: 'text' } as const;

const modelColumns: Readonly<Record<string, string>> = {
  name: 'm.name',
  creation_timestamp: 'm.created',
  last_updated_timestamp: 'm.updated',
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
  from: 'registered_models m',
  id: 'm.id',
  source: ({ kind, key }) =>
    kind === 'tag'
      ? {
          from: 'registered_model_tags v',
          on: { sql: 'v.model = m.id AND v.key = ?', bindings: [key] },
          value: 'v.value',
        }
      : { value: columnOf(modelColumns, key) },
  ties: [{ value: 'm.name', descending: false }],
};

const versionColumns: Readonly<Record<string, string>> = {
  name: 'm.name',
  source_path: 'n.source',
  run_id: 'n.run_id',
  version_number: 'n.number',
  creation_timestamp: 'n.created',
  last_updated_timestamp: 'n.updated',
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
  from: 'model_versions n JOIN registered_models m ON m.id = n.model',
  id: 'n.id',
  source: ({ kind, key }) =>
    kind === 'tag'
      ? {
          from: 'model_version_tags v',
          on: { sql: 'v.version = n.id AND v.key = ?', bindings: [key] },
          value: 'v.value',
        }
      : { value: columnOf(versionColumns, key) },
  ties: [
    { value: 'n.updated', descending: true },
    { value: 'm.name', descending: false },
    { value: 'n.number', descending: true },
  ],
};

/** One page of the models that match, by name. Prompts are hidden unless the filter asks for their tag. */
export function searchModels(db: Db, query: RegistryQuery): RegistryPage {
  return search(db, modelTarget, query, { sql: "m.lifecycle = 'active'", bindings: [] });
}

/** One page of the versions that match, newest change first. Prompts are hidden unless the filter asks for their tag. */
export function searchVersions(db: Db, query: RegistryQuery): RegistryPage {
  return search(db, versionTarget, query, { sql: "n.lifecycle = 'active' AND m.lifecycle = 'active'", bindings: [] });
}

const promptTag = 'mlflow.prompt.is_prompt';
const noPrompts: Sql = {
  sql: 'NOT EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.model = m.id AND p.key = ? AND lower(p.value) = ?)',
  bindings: [promptTag, 'true'],
};

function search(db: Db, target: Target, query: RegistryQuery, alive: Sql): RegistryPage {
  const entities = entitiesOf(parseFilter(query.filter, target.vocabulary));
  const asksForPrompts = entities.some(({ kind, key }) => kind === 'tag' && key === promptTag);
  const where = asksForPrompts ? alive : joined([alive, noPrompts], ' AND ');
  const { ids, nextPageToken } = searchPage(db, target, { ...query, where, context: { now: query.now, head: null } });
  return { ids: ids.map(String), nextPageToken };
}

function columnOf(columns: Readonly<Record<string, string>>, key: string): string {
  const column = columns[key];
  if (column === undefined) throw new TypeError(`The search vocabulary has '${key}', the tables do not.`);
  return column;
}
