import { ModelTrailError } from '../../protocol/errors';

export interface MlflowError {
  readonly status: number;
  readonly body: { readonly error_code: string; readonly message: string; readonly hint?: string };
}

/** Our stable codes as MLflow's; a user's mistake is never a 5xx, as its client would send the request seven times. */
const table: Readonly<Record<string, readonly [status: number, code: string]>> = {
  INVALID_VALUE: [400, 'INVALID_PARAMETER_VALUE'],
  BAD_REQUEST: [400, 'BAD_REQUEST'],
  NAME_TAKEN: [400, 'RESOURCE_ALREADY_EXISTS'],
  ALREADY_EXISTS: [400, 'RESOURCE_ALREADY_EXISTS'],
  UNAUTHENTICATED: [401, 'UNAUTHENTICATED'],
  PERMISSION_DENIED: [403, 'PERMISSION_DENIED'],
  ENDPOINT_NOT_FOUND: [404, 'ENDPOINT_NOT_FOUND'],
  RESOURCE_CONFLICT: [409, 'RESOURCE_CONFLICT'],
  GATE_FAILED: [409, 'RESOURCE_CONFLICT'],
  POLICY_INVALID: [409, 'RESOURCE_CONFLICT'],
  TOO_LARGE: [413, 'BAD_REQUEST'],
  NOT_IMPLEMENTED: [501, 'NOT_IMPLEMENTED'],
  STORE_READ_ONLY: [403, 'PERMISSION_DENIED'],
  STORE_DAMAGED: [403, 'PERMISSION_DENIED'],
  // The client tries a 500 again for four minutes: time to free some space, and nothing is lost meanwhile.
  DISK_FULL: [500, 'INTERNAL_ERROR'],
};

/** A refusal of the registry is told from another by its own code, before its words. */
const named = new Set(['GATE_FAILED', 'POLICY_INVALID']);

/** The reply to a failed request. Errors without a code of ours are bugs: 500, with the words of the error. */
export function toMlflowError(error: Error): MlflowError {
  if (!(error instanceof ModelTrailError)) {
    return { status: 500, body: { error_code: 'INTERNAL_ERROR', message: error.message } };
  }
  const [status, error_code] =
    table[error.code] ??
    (error.code.endsWith('_NOT_FOUND') ? [404, 'RESOURCE_DOES_NOT_EXIST'] : [500, 'INTERNAL_ERROR']);
  const message = named.has(error.code) ? `${error.code}: ${error.message}` : error.message;
  return {
    status,
    body: { error_code, message, ...(error.hint === null ? {} : { hint: error.hint }) },
  };
}
