import {
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api';
import { toColumn, type Cell, type Column, type ColumnType } from './columns';
import type { Query } from './messages';

const typeOf: Readonly<Partial<Record<DuckDBTypeId, ColumnType>>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'integer',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'integer',
  // Sums of integers are HUGEINT: as a double they keep their size, and their digits up to 2^53.
  [DuckDBTypeId.HUGEINT]: 'double',
  [DuckDBTypeId.UBIGINT]: 'double',
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.DECIMAL]: 'double',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
};

/** Runs one query and packs what it finds into columns; types that a column has not (dates, lists, …) become text. */
export async function runQuery(connection: DuckDBConnection, { sql, params }: Query): Promise<Column[]> {
  const result = await connection.stream(sql, [...params]);
  const chunks: DuckDBDataChunk[] = [];
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    chunks.push(chunk);
  }
  return result.columnNames().map((name, index) => {
    const type = typeOf[result.columnTypeId(index)] ?? 'text';
    const cells = chunks.flatMap((chunk) => chunk.getColumnValues(index).map(toCell));
    // A column of DuckDB has one type, so its cells are what `typeOf` says of it.
    return toColumn(name, type, type === 'text' ? cells.map(toText) : (cells as (Cell<typeof type> | null)[]));
  });
}

function toCell(value: DuckDBValue): DuckDBValue {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  return value instanceof DuckDBDecimalValue ? value.toDouble() : value;
}

function toText(value: DuckDBValue): string | null {
  return value === null ? null : String(value);
}
