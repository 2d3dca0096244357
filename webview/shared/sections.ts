export interface MetricSection {
  /** What stands before the first `/`; empty for metrics without one. */
  readonly prefix: string;
  readonly metrics: readonly string[];
}

/** Metrics by the prefix before `/`, those without one first and the machine's own (`system/`) last. */
export function toSections(metrics: readonly string[]): readonly MetricSection[] {
  const sections = new Map<string, string[]>();
  for (const metric of metrics.toSorted(compareNaturally)) {
    const slash = metric.indexOf('/');
    const prefix = slash > 0 ? metric.slice(0, slash) : '';
    const section = sections.get(prefix);
    if (section === undefined) sections.set(prefix, [metric]);
    else section.push(metric);
  }
  const rank = (prefix: string): number => (prefix === '' ? 0 : prefix === 'system' ? 2 : 1);
  return [...sections]
    .map(([prefix, keys]) => ({ prefix, metrics: keys }))
    .toSorted((one, other) => rank(one.prefix) - rank(other.prefix) || compareNaturally(one.prefix, other.prefix));
}

const collator = new Intl.Collator('en', { numeric: true });

/** `layer2` before `layer10`; equal for equal text only. */
export function compareNaturally(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}
