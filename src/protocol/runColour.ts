/**
 * The theme colours a run may have, as VS Code's colour ids: the tree takes them as `ThemeColor`, a webview as
 * `--vscode-charts-red` and so on. The orange is a symbol's: `charts.orange` is a marker's colour, two thirds
 * transparent in VS Code's own themes and none at all in high contrast.
 */
export const runColourIds = [
  'charts.blue',
  'symbolIcon.classForeground',
  'charts.green',
  'charts.red',
  'charts.purple',
  'terminal.ansiCyan',
  'charts.yellow',
  'terminal.ansiMagenta',
] as const;

export const runDashes = ['solid', 'dashed', 'dotted', 'dash-dot'] as const;
export const runMarkers = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;

/** How a run looks everywhere: a colour, and a dash and a marker for runs whose colours are the same. */
export interface RunColour {
  /** Index in {@link runColourIds}. */
  readonly index: number;
  /** Index in {@link runDashes}. */
  readonly dash: number;
  /** Index in {@link runMarkers}. */
  readonly marker: number;
}

/** FNV-1a, 32 bits, with a final mix: ids that differ in one digit must not get neighbouring colours. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

/** The look of one run, from its id alone: the same in every view and after every restart. */
export function runColour(id: string): RunColour {
  const value = hash(id);
  const looks = Math.floor(value / runColourIds.length);
  return {
    index: value % runColourIds.length,
    dash: looks % runDashes.length,
    marker: Math.floor(looks / runDashes.length) % runMarkers.length,
  };
}

/**
 * The looks of runs shown together, by id: each keeps its own colour; among runs of one colour the first is solid and
 * the others take the next dash, then the next marker, so that no two of 160 look the same.
 */
export function distinctRunColours(ids: readonly string[]): ReadonlyMap<string, RunColour> {
  const used = new Map<number, number>();
  const colours = new Map<string, RunColour>();
  for (const id of ids) {
    if (colours.has(id)) continue;
    const { index } = runColour(id);
    const before = used.get(index) ?? 0;
    used.set(index, before + 1);
    colours.set(id, {
      index,
      dash: before % runDashes.length,
      marker: Math.floor(before / runDashes.length) % runMarkers.length,
    });
  }
  return colours;
}
