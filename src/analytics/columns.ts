interface Named {
  readonly name: string;
  /** 1 where a row has no value, whatever the values say there; null when every row has one. */
  readonly nulls: Uint8Array | null;
}

/** One column of a table, all of one type: tables pass through here as columns, never as an object a row. */
export type Column =
  | (Named & { readonly type: 'double'; readonly values: Float64Array })
  | (Named & { readonly type: 'integer'; readonly values: BigInt64Array })
  /** Microseconds since 1970, UTC. */
  | (Named & { readonly type: 'timestamp'; readonly values: BigInt64Array })
  /** 0 or 1. */
  | (Named & { readonly type: 'boolean'; readonly values: Uint8Array })
  | (Named & { readonly type: 'text'; readonly values: readonly string[] });

export type ColumnType = Column['type'];

interface Cells {
  readonly double: number;
  readonly integer: number | bigint;
  readonly timestamp: bigint;
  readonly boolean: boolean;
  readonly text: string;
}

/** What one cell of a column is before it is packed. */
export type Cell<Type extends ColumnType> = Cells[Type];

/** Packs cells into a column; null is a row without a value. */
export function toColumn<Type extends ColumnType>(
  name: string,
  type: Type,
  cells: readonly (Cell<Type> | null)[],
): Column {
  const nulls = cells.includes(null) ? Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)) : null;
  const each = cells as readonly (Cells[ColumnType] | null)[];
  switch (type) {
    case 'double':
      return { name, nulls, type, values: Float64Array.from(each, (cell) => Number(cell)) };
    case 'integer':
    case 'timestamp':
      return { name, nulls, type, values: BigInt64Array.from(each, (cell) => BigInt(cell ?? 0)) };
    case 'boolean':
      return { name, nulls, type, values: Uint8Array.from(each, (cell) => (cell ? 1 : 0)) };
    case 'text':
      return { name, nulls, type, values: each.map((cell) => (cell === null ? '' : String(cell))) };
    default:
      throw new TypeError(`There are no columns of ${String(type)}.`);
  }
}

/** The buffers behind columns, for handing them to another thread without a copy. */
export function buffersOf(columns: readonly Column[]): ArrayBuffer[] {
  return columns.flatMap(({ values, nulls }) =>
    [values, nulls].flatMap((array) => (ArrayBuffer.isView(array) ? [array.buffer as ArrayBuffer] : [])),
  );
}
