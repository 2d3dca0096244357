/** How metrics are chosen by a search box. */
export interface MetricSearch {
  readonly matches: (metric: string) => boolean;
  /** Why the text was read as plain words; null when it was not. */
  readonly note: string | null;
}

const longest = 200;

/**
 * A search text as a test of metric names, without regard to case. It may be a regular expression, but for what lets
 * a matcher backtrack without end: repeated groups, back references, looking around, and more than two open
 * repetitions (a metric's name has at most 250 characters, so two cost milliseconds). Such a text, and one that is no
 * expression, is looked for as it stands.
 */
export function toMetricSearch(text: string): MetricSearch {
  const wanted = text.trim();
  if (wanted === '') return { matches: () => true, note: null };
  const literal = (metric: string): boolean => metric.toLowerCase().includes(wanted.toLowerCase());
  if (isUnsafe(wanted))
    return { matches: literal, note: 'Searched as plain text: the expression could take too long.' };
  try {
    const expression = new RegExp(wanted, 'i');
    return { matches: (metric) => expression.test(metric), note: null };
  } catch {
    return { matches: literal, note: 'Searched as plain text: not a complete regular expression.' };
  }
}

function isUnsafe(source: string): boolean {
  if (source.length > longest || /\\[1-9k]|\(\?[<=!]/.test(source)) return true;
  // Escapes and classes are one character each to a matcher.
  const shape = source.replace(/\\./g, 'a').replace(/\[[^\]]*\]/g, 'a');
  const repetitions = shape.match(/[*+]|\{\d*,?\d*\}/g)?.length ?? 0;
  const optional = shape.match(/\?/g)?.length ?? 0;
  return repetitions > 2 || optional > 8 || /\)[*+{]/.test(shape);
}
