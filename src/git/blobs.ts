import { gitIn, type Repository } from './repository';

/** How objects are read: `env` may name a folder that holds more of them. */
export interface ReadOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Reads many small blobs of known sizes through one process, by id. */
export async function readBlobs(
  repository: Repository,
  blobs: readonly { readonly id: string; readonly bytes: number | null }[],
  options: ReadOptions = {},
): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (blobs.length === 0) return contents;
  const input = blobs.map(({ id }) => `${id}\n`).join('');
  const { stdout } = await gitIn(repository, ['cat-file', '--batch'], { ...options, input });
  let offset = 0;
  for (const { id, bytes } of blobs) {
    // `id SP type SP size LF content LF`
    const start = stdout.indexOf('\n', offset) + 1;
    const end = start + (bytes ?? 0);
    contents.set(id, stdout.subarray(start, end));
    offset = end + 1;
  }
  return contents;
}
