import type { FolderDigest, KnownDigests } from './readFiles';

/** Hash the files of `folder`; with `copyTo`, copy them there and hash the copy. Both paths are absolute. */
export interface DigestJob {
  readonly folder: string;
  readonly copyTo: string | null;
  readonly known: KnownDigests;
}

/** `cancelled` holds one number, shared between the threads: not 0 once nobody waits any more. */
export interface ToDigestWorker {
  readonly id: number;
  readonly job: DigestJob;
  readonly cancelled: Int32Array<SharedArrayBuffer>;
}

export type FromDigestWorker =
  | { readonly id: number; readonly done: number; readonly total: number }
  | { readonly id: number; readonly digest: FolderDigest }
  | {
      readonly id: number;
      readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
    };
