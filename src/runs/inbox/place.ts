import type { Layout } from '../../protocol/layout';
import type { Db } from '../../store';

/** Where lines come from and go to. */
export interface InboxPlace {
  readonly layout: Layout;
  readonly db: Db;
  readonly artifactRoot: string;
  readonly artifactsFolder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
