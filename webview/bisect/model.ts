import type { Bisection } from '../../src/protocol/staleness';
import type { BisectIntent } from '../../src/protocol/view';
import type { Connection } from '../shared/rpc';

/** Everything the page draws. */
export interface BisectModel {
  readonly intent: BisectIntent | null;
  readonly trusted: boolean;
  readonly connection: Connection;
  readonly data: Bisection | null;
  /** Metrics that both runs have. */
  readonly metrics: readonly string[];
  readonly error: Error | null;
  readonly everySuspect: boolean;
  readonly everyCommit: boolean;
}

export const emptyBisectModel: BisectModel = {
  intent: null,
  trusted: false,
  connection: 'connected',
  data: null,
  metrics: [],
  error: null,
  everySuspect: false,
  everyCommit: false,
};
