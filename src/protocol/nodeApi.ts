/** The Node-API level `better-sqlite3` 13 needs (Node 22.14 and later); on an older one it ends the process without a word. */
const needed = 10;

/** One sentence when this Node is too old to open the store, else null. */
export function oldNodeProblem(
  versions: { readonly node: string; readonly napi?: string } = process.versions,
): string | null {
  if (Number(versions.napi ?? 0) >= needed) return null;
  return `ModelTrail needs Node 22.14 or later to open its store; this is Node ${versions.node}.`;
}
