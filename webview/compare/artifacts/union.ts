import { compareNaturally } from '../../shared/sections';
import type { ListedFile, Listing } from './model';
import { parsePicture } from './pictures';

/** Something that may be shown side by side. */
export interface Entry {
  readonly kind: 'file' | 'pictures';
  /** A path, or the key of pictures. */
  readonly name: string;
  /** How many of the runs have it. */
  readonly runs: number;
}

export function filesOf(listing: Listing | undefined): readonly ListedFile[] {
  return listing?.kind === 'ready' ? listing.files : [];
}

/** What any of the runs has: keys of logged pictures first, then files, each in natural order. */
export function entriesOf(listings: readonly (Listing | undefined)[]): readonly Entry[] {
  const counts = new Map<string, Entry>();
  for (const listing of listings) {
    const own = new Set<string>();
    for (const { path } of filesOf(listing)) {
      const picture = parsePicture(path);
      const [kind, name] = picture === null ? (['file', path] as const) : (['pictures', picture.key] as const);
      const id = `${kind} ${name}`;
      if (own.has(id)) continue;
      own.add(id);
      counts.set(id, { kind, name, runs: (counts.get(id)?.runs ?? 0) + 1 });
    }
  }
  return [...counts.values()].toSorted((one, other) =>
    one.kind < other.kind ? 1 : one.kind > other.kind ? -1 : compareNaturally(one.name, other.name),
  );
}

/** Every step at which any of the runs has a picture of the key, in order. */
export function stepsOf(listings: readonly (Listing | undefined)[], key: string): readonly number[] {
  const steps = new Set<number>();
  for (const listing of listings) {
    for (const { path } of filesOf(listing)) {
      const picture = parsePicture(path);
      if (picture?.key === key) steps.add(picture.step);
    }
  }
  return [...steps].toSorted((one, other) => one - other);
}
