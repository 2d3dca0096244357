const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;

export type Style = keyof typeof codes;

/** Wraps text in a terminal colour where `stream` is a terminal and `NO_COLOR` is not set. */
export function paint(style: Style, text: string, stream: { readonly isTTY?: boolean }): string {
  // no-color.org: any text but the empty one means no colour.
  if (stream.isTTY !== true || (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb') return text;
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}
