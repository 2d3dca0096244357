import { ModelTrailError } from './errors';
import { rpc, type RpcName, type RpcResult } from './rpc';

/** A question's answer from its UTF-8 JSON. Throws `BAD_ANSWER` for one that is not as `rpc.ts` says. */
export function parseAnswer<Name extends RpcName>(name: Name, body: Uint8Array): RpcResult<Name> {
  const parsed = rpc[name].result.safeParse(parseJson(body));
  if (parsed.success) return parsed.data as RpcResult<Name>;
  throw new ModelTrailError('BAD_ANSWER', `The tracker's answer to ${name} is not as agreed: ${parsed.error.message}`, {
    hint: 'Tracker and program may be of different versions: end the tracker and try again.',
    cause: parsed.error,
  });
}

/** The value of a UTF-8 JSON text; null when it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
