import { searchPage, type Source, type Target } from '../search';
import type { Db } from '../store';
import type { ViewType } from './types';

const columns: Readonly<Record<string, Source>> = {
  name: { value: 'e.name' },
  experiment_id: { value: 'e.id' },
  creation_time: { value: 'e.created' },
  last_update_time: { value: 'e.updated' },
};

const target: Target = {
  vocabulary: {
    name: 'experiments',
    kinds: [
      {
        name: 'attribute',
        aliases: ['attributes', 'attr'],
        fields: {
          name: { type: 'text' },
          experiment_id: { type: 'text' },
          creation_time: { type: 'time' },
          last_update_time: { type: 'time' },
        },
      },
      { name: 'tag', aliases: ['tags'], fields: 'text' },
    ],
  },
  from: 'experiments e',
  // Ids may have 18 digits, more than a number holds.
  id: 'CAST(e.id AS TEXT)',
  source: ({ kind, key }) => {
    if (kind === 'tag') {
      const on = { sql: 'v.experiment = e.id AND v.key = ?', bindings: [key] };
      return { from: 'experiment_tags v', on, value: 'v.value' };
    }
    const column = columns[key];
    if (!column) throw new TypeError(`Experiments have no column for '${key}'.`);
    return column;
  },
  ties: [
    { value: 'e.created', descending: true },
    { value: 'e.id', descending: true },
  ],
};

export interface ExperimentQuery {
  /** The search language; empty for every experiment. */
  readonly filter: string;
  /** Terms such as `name ASC`; what they leave equal comes newest first, then by falling id. */
  readonly orderBy: readonly string[];
  readonly viewType: ViewType;
  /** Experiments a page, at least 1. */
  readonly limit: number;
  readonly pageToken: string | null;
  /** The time that `-7d` counts from, in milliseconds since 1970; the clock's by default. */
  readonly now?: number;
}

export interface ExperimentPage {
  /** Decimal text, in order. */
  readonly ids: readonly string[];
  readonly nextPageToken: string | null;
}

/** One page of the experiments that match. Throws `SearchSyntaxError`, and `INVALID_VALUE` for a bad page token. */
export function searchExperiments(db: Db, query: ExperimentQuery): ExperimentPage {
  const { viewType, now = Date.now() } = query;
  const where =
    viewType === 'ALL'
      ? { sql: 'TRUE', bindings: [] }
      : { sql: 'e.lifecycle = ?', bindings: [viewType === 'ACTIVE_ONLY' ? 'active' : 'deleted'] };
  const { ids, nextPageToken } = searchPage(db, target, { ...query, where, context: { now, head: null } });
  return { ids: ids.map(String), nextPageToken };
}
