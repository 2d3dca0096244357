import type { RpcName, RpcParsed, RpcResult } from '../../protocol/rpc';
import type { Services } from '../services';

/** One handler for each of the named questions; a missing or foreign one does not compile. */
export type Handlers<Name extends RpcName> = {
  readonly [Key in Name]: (
    params: RpcParsed<Key>,
    services: Services,
    signal: AbortSignal,
  ) => RpcResult<Key> | Promise<RpcResult<Key>>;
};
