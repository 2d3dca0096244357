import { posix } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/** An output with a recorded hash; `path` is relative to the folder of the file that records it. */
export interface PinnedOut {
  readonly path: string;
  readonly algorithm: string;
  readonly digest: string;
  readonly bytes: number | null;
  readonly files: number | null;
}

const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional()
  .catch(undefined);

const outSchema = z.object({
  path: z.string().min(1),
  md5: z.string().optional(),
  sha256: z.string().optional(),
  etag: z.string().optional(),
  checksum: z.string().optional(),
  hash: z.string().optional(),
  size: count,
  nfiles: count,
});

type Out = z.infer<typeof outSchema>;

const pointerSchema = z.object({ outs: z.array(outSchema).default([]), wdir: z.string().default('.') });

const stageSchema = z.object({ outs: z.array(outSchema).default([]) });

const lockSchema = z.union([
  z
    .object({ schema: z.string(), stages: z.record(z.string(), stageSchema).default({}) })
    .transform((lock) => lock.stages),
  // Before schema 2.0 the stages stood at the top.
  z.record(z.string(), stageSchema),
]);

const pipelineSchema = z.object({
  stages: z.record(z.string(), z.object({ wdir: z.string().optional() }).catch({})).default({}),
});

/** Parses a `.dvc` file. Throws on what is none. */
export function parsePointer(text: string): readonly PinnedOut[] {
  const { outs, wdir } = pointerSchema.parse(parseYaml(text) ?? {});
  return outs.flatMap((out) => pinned(out, wdir));
}

/** Parses a `dvc.lock`; `pipeline` is the text of the `dvc.yaml` beside it, which alone knows a stage's `wdir`. */
export function parseLock(
  text: string,
  pipeline: string,
): readonly { readonly stage: string; readonly out: PinnedOut }[] {
  const stages = lockSchema.parse(parseYaml(text) ?? {});
  const folders = workFolders(pipeline);
  return Object.entries(stages).flatMap(([stage, { outs }]) =>
    // A stage of a `foreach` or `matrix` is written `name@item`.
    outs.flatMap((out) =>
      pinned(out, folders.get(stage.split('@')[0] ?? '') ?? '.').map((each) => ({ stage, out: each })),
    ),
  );
}

function workFolders(pipeline: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  try {
    const { stages } = pipelineSchema.parse(parseYaml(pipeline) ?? {});
    for (const [name, { wdir }] of Object.entries(stages)) {
      if (wdir !== undefined && !wdir.includes('${')) folders.set(name, wdir);
    }
  } catch {
    // A dvc.yaml that is being edited does not take the lock's own facts away.
  }
  return folders;
}

/** Without a `hash` key an entry is of DVC 2.x, whose md5 was taken over text with its line ends made LF. */
function pinned(out: Out, wdir: string): readonly PinnedOut[] {
  const found = [
    ['md5', out.md5],
    ['sha256', out.sha256],
    ['etag', out.etag],
    ['checksum', out.checksum],
  ].find(([, digest]) => digest !== undefined && digest !== '');
  const [key, digest] = found ?? [];
  if (key === undefined || digest === undefined) return [];
  const algorithm = key === 'md5' ? (out.hash ?? 'md5-dos2unix') : key;
  const path = posix.isAbsolute(out.path) || out.path.includes('://') ? out.path : posix.join(wdir, out.path);
  return [{ path, algorithm, digest, bytes: out.size ?? null, files: out.nfiles ?? null }];
}

/** Every scalar as text: a hash of digits alone must not become a number. */
function parseYaml(text: string): unknown {
  return parse(text, { schema: 'failsafe', maxAliasCount: 100, logLevel: 'error' });
}
