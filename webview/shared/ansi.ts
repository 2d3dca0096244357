/** A stretch of log text in one look. */
export interface AnsiSpan {
  readonly text: string;
  /** 0–15 in the order of terminals: black, red, …, bright white; null for the page's own. */
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
}

type Look = Omit<AnsiSpan, 'text'>;

const plain: Look = { foreground: null, background: null, bold: false };
// Colours end in `m`; other CSI sequences move cursors, and OSC sequences name windows and links: both are left out.
const escape = new RegExp(
  [
    String.raw`\u001b\[([0-9;:?]*)([@-~])`,
    String.raw`\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)`,
    String.raw`\u001b[()][A-Z0-9]`,
    String.raw`\u001b[=>78]`,
  ].join('|'),
  'g',
);

/** Splits log text into spans by its colour sequences (16 colours, bold); a line that `\r` rewrote keeps its last state. */
export function parseAnsi(source: string): readonly AnsiSpan[] {
  const text = source
    .replace(/\r\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/\r/g, '');
  const spans: AnsiSpan[] = [];
  let look = plain;
  let start = 0;
  const push = (end: number): void => {
    if (end > start) spans.push({ text: text.slice(start, end), ...look });
  };
  for (const match of text.matchAll(escape)) {
    push(match.index);
    start = match.index + match[0].length;
    if (match[2] === 'm') look = applyCodes(look, (match[1] ?? '').split(/[;:]/).map(Number));
  }
  push(text.length);
  return spans;
}

function applyCodes(before: Look, codes: readonly number[]): Look {
  let look = before;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      // 256 and true colours: the first 16 are the terminal's own, the others have no name in a theme.
      const isIndexed = codes[index + 1] === 5;
      const colour = isIndexed ? (codes[index + 2] ?? 16) : 16;
      const known = colour < 16 ? colour : null;
      look = code === 38 ? { ...look, foreground: known } : { ...look, background: known };
      index += isIndexed ? 2 : 4;
    } else look = applyCode(look, code);
  }
  return look;
}

function applyCode(look: Look, code: number): Look {
  if (code === 0) return plain;
  if (code === 1) return { ...look, bold: true };
  if (code === 22) return { ...look, bold: false };
  if (code === 39) return { ...look, foreground: null };
  if (code === 49) return { ...look, background: null };
  if (code >= 30 && code <= 37) return { ...look, foreground: code - 30 };
  if (code >= 40 && code <= 47) return { ...look, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...look, foreground: code - 82 };
  if (code >= 100 && code <= 107) return { ...look, background: code - 92 };
  return look;
}
