type Rows = readonly (readonly string[])[];

export interface DiffCell {
  readonly text: string;
  /** Another text than the base's in the same row and the column of the same title. */
  readonly differs: boolean;
}

export interface TableDiff {
  readonly head: readonly { readonly text: string; readonly isNew: boolean }[];
  readonly rows: readonly { readonly cells: readonly DiffCell[]; readonly isNew: boolean }[];
  readonly differing: number;
  /** Rows that the base has and this has not, by position. */
  readonly fewer: number;
}

/** A table against the base's: columns are matched by their titles, rows by their position. */
export function diffTable([head = [], ...rows]: Rows, base: Rows | null): TableDiff {
  const [baseHead = [], ...baseRows] = base ?? [head, ...rows];
  const at = head.map((title) => baseHead.indexOf(title));
  const drawn = rows.map((row, index) => {
    const baseRow = baseRows[index];
    return {
      isNew: baseRow === undefined,
      cells: row.map((text, column) => {
        const own = at[column] ?? -1;
        return { text, differs: baseRow !== undefined && own >= 0 && baseRow[own] !== text };
      }),
    };
  });
  return {
    head: head.map((text, column) => ({ text, isNew: (at[column] ?? -1) < 0 })),
    rows: drawn,
    differing: drawn.reduce((sum, { cells }) => sum + cells.filter((cell) => cell.differs).length, 0),
    fewer: Math.max(0, baseRows.length - rows.length),
  };
}
