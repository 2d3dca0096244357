import {
  entitiesOf,
  joined,
  parseFilter,
  searchPage,
  type Entity,
  type Source,
  type Sql,
  type Target,
} from '../search';
import type { Db } from '../store';
import { invalid } from './limits';

/** A dataset by name and, where given, digest. */
export interface DatasetChoice {
  readonly name: string;
  readonly digest?: string | undefined;
}

/** One field to order by: an attribute, or `metrics.NAME`, whose latest value counts (on a dataset, where given). */
export interface LoggedModelOrder {
  readonly field: string;
  readonly ascending: boolean;
  readonly dataset?: Partial<DatasetChoice> | undefined;
}

export interface LoggedModelQuery {
  readonly experimentIds: readonly string[];
  /** The search language; empty for all. A metric matches when any of its points does. */
  readonly filter: string;
  /** Metrics of the filter count on these datasets alone; without metrics, models measured on one of them match. */
  readonly datasets: readonly DatasetChoice[];
  readonly orderBy: readonly LoggedModelOrder[];
  /** Models a page, at least 1. */
  readonly limit: number;
  readonly pageToken: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface LoggedModelPage {
  /** Row numbers, in order. */
  readonly rows: readonly number[];
  readonly nextPageToken: string | null;
}

/** One page of the models that match and are not deleted, newest first where the order leaves them equal. */
export function searchLoggedModels(db: Db, query: LoggedModelQuery): LoggedModelPage {
  const { datasets, experimentIds } = query;
  const target = targetFor(query);
  const entities = entitiesOf(parseFilter(query.filter, target.vocabulary));
  const experiments = JSON.stringify(experimentIds.filter((id) => /^\d{1,18}$/.test(id)));
  const where: Sql[] = [
    { sql: "m.lifecycle = 'active'", bindings: [] },
    { sql: 'm.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))', bindings: [experiments] },
  ];
  if (datasets.length > 0 && !entities.some(({ kind }) => kind === 'metric')) {
    const on = onDatasets('p', datasets);
    where.push({
      sql: `EXISTS (SELECT 1 FROM logged_model_points p WHERE p.model = m.id AND ${on.sql})`,
      bindings: on.bindings,
    });
  }
  const { ids, nextPageToken } = searchPage(db, target, {
    filter: query.filter,
    where: joined(where, ' AND '),
    context: { now: query.now, head: null },
    orderBy: query.orderBy.map(toTerm),
    limit: query.limit,
    pageToken: query.pageToken,
  });
  return { rows: ids.map(Number), nextPageToken };
}

const columns: Readonly<Record<string, Source>> = {
  name: { value: 'm.name' },
  model_id: { value: 'm.uuid' },
  model_type: { value: 'm.model_type' },
  status: {
    value: 'm.status',
    words: {
      LOGGED_MODEL_PENDING: "m.status = 'PENDING'",
      LOGGED_MODEL_READY: "m.status = 'READY'",
      LOGGED_MODEL_UPLOAD_FAILED: "m.status = 'UPLOAD_FAILED'",
    },
  },
  source_run_id: { value: 'm.source_run' },
  creation_timestamp: { value: 'm.created' },
  last_updated_timestamp: { value: 'm.updated' },
};

function targetFor(query: LoggedModelQuery): Target {
  return {
    vocabulary: {
      name: 'logged models',
      kinds: [
        { name: 'metric', aliases: ['metrics'], fields: 'number' },
        { name: 'parameter', aliases: ['parameters', 'param', 'params'], fields: 'text' },
        { name: 'tag', aliases: ['tags'], fields: 'text' },
        {
          name: 'attribute',
          aliases: ['attributes', 'attr'],
          fields: {
            name: { type: 'text' },
            model_id: { type: 'text' },
            model_type: { type: 'text' },
            status: { type: 'text' },
            source_run_id: { type: 'text' },
            creation_timestamp: { type: 'time' },
            creation_time: { type: 'time', alias: 'creation_timestamp' },
            last_updated_timestamp: { type: 'time' },
            last_updated_time: { type: 'time', alias: 'last_updated_timestamp' },
          },
        },
        // The latest value of a metric, asked for by the place of its order in the query.
        { name: 'latest', aliases: [], fields: 'number', extension: true },
      ],
    },
    from: 'logged_models m',
    id: 'm.id',
    source: (entity) => sourceOf(entity, query),
    ties: [
      { value: 'm.created', descending: true },
      { value: 'm.uuid', descending: false },
    ],
  };
}

function sourceOf({ kind, key }: Entity, { datasets }: LoggedModelQuery): Source {
  const mine = { sql: 'v.model = m.id AND v.key = ?', bindings: [key] };
  switch (kind) {
    case 'metric': {
      const on = datasets.length > 0 ? joined([mine, onDatasets('v', datasets)], ' AND ') : mine;
      return { from: 'logged_model_points v', on, value: 'v.value' };
    }
    case 'latest':
      return latestSource(key);
    case 'parameter':
      return { from: 'logged_model_params v', on: mine, value: 'v.value' };
    case 'tag':
      return { from: 'logged_model_tags v', on: mine, value: 'v.value' };
    default: {
      const column = columns[key];
      if (!column) throw new TypeError(`Logged models have no column for '${key}'.`);
      return column;
    }
  }
}

/** An order as a term of the search language; what a metric is measured on travels inside the key. */
function toTerm({ field, ascending, dataset }: LoggedModelOrder): string {
  const direction = ascending ? 'ASC' : 'DESC';
  const metric = /^metrics?\.(.+)$/s.exec(field)?.[1];
  if (metric === undefined) {
    if (field.includes('.')) throw invalid(`Invalid order by field name: ${field}. Only metrics are supported.`);
    if (!Object.hasOwn(columns, field.replace(/_time$/, '_timestamp'))) {
      throw invalid(`Invalid order by field name: ${field}`);
    }
    return `attribute.${field} ${direction}`;
  }
  const key = encodeURIComponent(JSON.stringify([metric, dataset?.name ?? null, dataset?.digest ?? null]));
  return `latest.\`${key}\` ${direction}`;
}

function latestSource(encoded: string): Source {
  const [metric = '', name = null, digest = null] = JSON.parse(decodeURIComponent(encoded)) as (string | null)[];
  return {
    from: `(SELECT p.value FROM logged_model_points p
      WHERE p.model = m.id AND p.key = ? AND p.dataset_name = coalesce(?, p.dataset_name)
        AND p.dataset_digest = coalesce(?, p.dataset_digest)
      ORDER BY p.ts DESC, p.step DESC LIMIT 1) v`,
    on: { sql: 'TRUE', bindings: [metric, name, digest] },
    value: 'v.value',
  };
}

function onDatasets(alias: string, datasets: readonly DatasetChoice[]): Sql {
  return joined(
    datasets.map(({ name, digest }) =>
      digest
        ? { sql: `(${alias}.dataset_name = ? AND ${alias}.dataset_digest = ?)`, bindings: [name, digest] }
        : { sql: `${alias}.dataset_name = ?`, bindings: [name] },
    ),
    ' OR ',
  );
}
