import * as z from 'zod';

/** The tag of a logged model that lists what was registered from it. */
export const versionsTag = 'mlflow.modelVersions';

const entrySchema = z.object({ name: z.string(), version: z.union([z.int(), z.string().regex(/^\d{1,15}$/)]) });

/**
 * The value of that tag with each version once, its number an integer, spaced as Python writes JSON: the tracker notes a
 * version when it is made, and the client once more with the number as text. Text of another form stays as it is.
 */
export function normalizeVersions(value: string): string {
  const parsed = z.array(entrySchema).safeParse(parseJson(value));
  if (!parsed.success) return value;
  const entries = parsed.data.map(
    ({ name, version }) => `{"name": ${JSON.stringify(name)}, "version": ${Number(version)}}`,
  );
  return `[${[...new Set(entries)].join(', ')}]`;
}

/** The value with one version more. */
export function addVersion(
  value: string | undefined,
  entry: { readonly name: string; readonly version: number },
): string {
  const known = parseJson(value ?? '[]');
  return normalizeVersions(JSON.stringify([...(Array.isArray(known) ? (known as readonly unknown[]) : []), entry]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A user's own text in this tag is no error.
  }
}
