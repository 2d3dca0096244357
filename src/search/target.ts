import type { Source } from './compile';
import type { Entity, Vocabulary } from './vocabulary';

/**
 * What can be searched: the words of its filters and where its tables hold their values.
 *
 * @example
 * const modelTarget: Target = {
 *   vocabulary: {
 *     name: 'registered models',
 *     kinds: [
 *       { name: 'attribute', aliases: ['attributes'], fields: {
 *         name: { type: 'text' },
 *         timestamp: { type: 'time', filter: false },
 *       } },
 *       { name: 'tag', aliases: ['tags'], fields: 'text' },
 *     ],
 *   },
 *   from: 'registered_models m',
 *   id: 'm.name',
 *   source: ({ kind, key }) =>
 *     kind === 'tag'
 *       ? { from: 'registered_model_tags v', on: { sql: 'v.model = m.id AND v.key = ?', bindings: [key] }, value: 'v.value' }
 *       : { value: key === 'name' ? 'm.name' : 'm.updated' },
 *   ties: [{ value: 'm.name', descending: false }],
 * };
 * const { ids, nextPageToken } = searchPage(db, modelTarget, {
 *   filter: "tags.team = 'risk'", orderBy: ['timestamp DESC'], where: { sql: 'm.deleted = 0', bindings: [] },
 *   limit: 100, pageToken: null, context: { now: Date.now(), head: null },
 * });
 */
export interface Target {
  readonly vocabulary: Vocabulary;
  /** The searched table with its alias, which the other pieces of SQL use. Aliases `v` and `hits` are taken. */
  readonly from: string;
  /** The expression of a row's id, given back by the search. */
  readonly id: string;
  /** Where an entity's values are; called for entities of the vocabulary only. An ordered one has at most one value. */
  readonly source: (entity: Entity) => Source;
  /** The order of rows that are equal otherwise, also the order without `orderBy`; must tell all rows apart. */
  readonly ties: readonly Tie[];
}

export interface Tie {
  /** An expression of the searched row. */
  readonly value: string;
  readonly descending: boolean;
}
