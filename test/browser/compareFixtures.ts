import type { MetricChoice } from '../../src/protocol/run';
import type { MetricValues } from '../../src/runs/compare';
import { documentOf, seriesOf, type FixtureFile } from './fixtures';

/** Files of each run by path, as text, or as base64 behind `base64:`. */
export type RunFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Which values of metrics a comparison shows, read from the fixtures' series. */
export function metricValues(ids: readonly string[], metric: MetricChoice): MetricValues {
  if (!('step' in metric)) return metric;
  const ofRun = (id: string) =>
    new Map(
      Object.keys(documentOf(id)?.metrics ?? {}).map((key) => {
        const step = Math.min(metric.step, (seriesOf(id, key)?.count ?? 1) - 1);
        return [key, { step, value: seriesOf(id, key)?.valueAt(step) ?? 0 }] as const;
      }),
    );
  return { at: new Map(ids.map((id) => [id, ofRun(id)])) };
}

/** One folder of a run's files. */
export function listFiles(files: RunFiles, run: string, folder: string): readonly FixtureFile[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, FixtureFile>();
  for (const [path, content] of Object.entries(files[run] ?? {})) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    const own = slash < 0 ? path : `${prefix}${rest.slice(0, slash)}`;
    entries.set(own, { path: own, isDir: slash >= 0, bytes: slash < 0 ? content.length : null });
  }
  return [...entries.values()];
}

/** The bytes of a file. */
export function fileBytes(content: string): Uint8Array {
  if (!content.startsWith('base64:')) return new TextEncoder().encode(content);
  return Uint8Array.from(atob(content.slice('base64:'.length)), (character) => character.charCodeAt(0));
}
