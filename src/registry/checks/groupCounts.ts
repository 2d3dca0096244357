import * as z from 'zod';

/** A confusion matrix of one group, and the attributes that make the group, such as `{region: 'north'}`. */
export interface GroupCounts {
  readonly group: Readonly<Record<string, string>>;
  readonly n: number;
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

const count = z.int().nonnegative();
const attribute = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const schema = z.object({
  groups: z
    .array(z.object({ group: z.record(z.string(), attribute), n: count, tp: count, fp: count, tn: count, fn: count }))
    .max(10_000),
});

/** Groups read from a counts file, or the sentence that says why they cannot be judged. */
export type ReadGroups = { readonly groups: readonly GroupCounts[] } | { readonly problem: string };

/**
 * Reads the text of a counts file; with `sensitive`, groups that these attributes do not tell apart are added up. Nothing
 * is left out silently: a count that is none, a sum that is wrong and a group without an attribute are problems.
 */
export function readGroupCounts(text: string, sensitive: readonly string[] | undefined): ReadGroups {
  const read = schema.safeParse(parseJson(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    return { problem: `The counts cannot be read: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}.` };
  }
  const { groups } = read.data;
  const wrong = groups.find(({ n, tp, fp, tn, fn }) => n !== tp + fp + tn + fn);
  if (wrong) return { problem: `n of group ${nameGroup(wrong)} is not the sum of its counts.` };
  const attributes = sensitive ?? Object.keys(groups[0]?.group ?? {});
  const odd = groups.find(({ group }) => {
    const missing = attributes.some((name) => !Object.hasOwn(group, name));
    return missing || (!sensitive && Object.keys(group).length !== attributes.length);
  });
  if (odd)
    return { problem: `Group ${nameGroup(odd)} is not told apart by ${attributes.join(', ') || 'any attribute'}.` };
  return mergeGroups(groups, attributes, sensitive !== undefined);
}

/** `region=north, sex=f`. */
export function nameGroup({ group }: Pick<GroupCounts, 'group'>): string {
  return Object.entries(group)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function mergeGroups(groups: readonly GroupCounts[], attributes: readonly string[], mayMerge: boolean): ReadGroups {
  const merged = new Map<string, GroupCounts>();
  const full = new Set<string>();
  for (const one of groups) {
    const whole = JSON.stringify(Object.entries(one.group).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = Object.fromEntries(attributes.map((name) => [name, one.group[name] ?? '']));
    const key = JSON.stringify(Object.values(group));
    const before = merged.get(key);
    if (full.has(whole) || (before && !mayMerge)) return { problem: `Group ${nameGroup(one)} is there twice.` };
    full.add(whole);
    merged.set(key, before ? add(before, one) : { ...one, group });
  }
  return { groups: [...merged.values()] };
}

function add(a: GroupCounts, b: GroupCounts): GroupCounts {
  return { group: a.group, n: a.n + b.n, tp: a.tp + b.tp, fp: a.fp + b.fp, tn: a.tn + b.tn, fn: a.fn + b.fn };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // What the schema refuses.
  }
}
