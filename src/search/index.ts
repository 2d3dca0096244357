export { SearchSyntaxError } from './errors';
export type { Entity, Field, Kind, ValueType, Vocabulary } from './vocabulary';
export { entitiesOf, parseFilter, type Comparison, type Expression, type Operator } from './expression';
export type { Value } from './values';
export { parseOrderBy, type OrderTerm } from './order';
export { joined, type Binding, type SearchContext, type Source, type Sql } from './compile';
export type { Target, Tie } from './target';
export { countRows, matchCondition, searchPage, type Page, type PageQuery, type RowQuery } from './page';
