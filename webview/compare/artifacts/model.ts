import type { Matrix } from './matrix';

export interface ListedFile {
  readonly path: string;
  readonly bytes: number | null;
}

/** The files of one run. */
export type Listing =
  | { readonly kind: 'reading' }
  /** `cut`: there are more than the page lists. */
  | { readonly kind: 'ready'; readonly files: readonly ListedFile[]; readonly cut: boolean }
  | { readonly kind: 'failed'; readonly error: Error };

/** What a file holds, as the page shows it. */
export type Content =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'matrix'; readonly matrix: Matrix }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly string[])[]; readonly cut: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  /** Neither picture, table nor text. */
  | { readonly kind: 'other' }
  | { readonly kind: 'large'; readonly bytes: number };

export interface ArtifactModel {
  /** By run id. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** By {@link contentKey}; of what is shown alone. */
  readonly contents: ReadonlyMap<string, Content>;
  /** So many runs stand side by side. */
  readonly most: number;
}

/** Runs side by side at first: a hundred pictures of 20 MB are not read unasked. */
export const runsAtFirst = 12;

export const noArtifacts: ArtifactModel = { listings: new Map(), contents: new Map(), most: runsAtFirst };

export function contentKey(run: string, path: string): string {
  return `${run} ${path}`;
}
