import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  TIMESTAMP,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Column, ColumnType } from './columns';
import type { WriteParquet } from './messages';

/** Rows of a DuckDB vector. */
const chunkRows = 2048;

const duckdbTypes: Readonly<Record<ColumnType, DuckDBType>> = {
  double: DOUBLE,
  integer: BIGINT,
  timestamp: TIMESTAMP,
  boolean: BOOLEAN,
  text: VARCHAR,
};

/**
 * Writes columns of equal length as a Parquet file (Zstandard). Names that differ in case alone get a number, as DuckDB's
 * names know no case.
 */
export async function writeParquet(connection: DuckDBConnection, { columns, file }: WriteParquet): Promise<void> {
  const types = columns.map(({ type }) => duckdbTypes[type]);
  await connection.run(`CREATE TABLE rows (${types.map((type, index) => `c${index} ${String(type)}`).join(', ')})`);
  await append(connection, columns, types);
  const names = columns.map(({ name }, index) => `c${index} AS ${quoteIdentifier(name)}`).join(', ');
  await connection.run(
    `COPY (SELECT ${names} FROM rows) TO $1 (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    [file],
  );
}

async function append(
  connection: DuckDBConnection,
  columns: readonly Column[],
  types: readonly DuckDBType[],
): Promise<void> {
  const count = columns[0]?.values.length ?? 0;
  const appender = await connection.createAppender('rows');
  for (let start = 0; start < count; start += chunkRows) {
    const rows = Math.min(chunkRows, count - start);
    const chunk = DuckDBDataChunk.create(types, rows);
    for (const [index, column] of columns.entries()) {
      chunk.setColumnValues(
        index,
        Array.from({ length: rows }, (_, row) => toValue(column, start + row)),
      );
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function toValue({ type, values, nulls }: Column, row: number): DuckDBValue {
  const value = values[row];
  if (value === undefined || nulls?.[row] === 1) return null;
  if (type === 'timestamp') return new DuckDBTimestampValue(BigInt(value));
  return type === 'boolean' ? value === 1 : value;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
