import { isAbort, ModelTrailError, toError } from '../protocol/errors';

export const exitCode = { done: 0, no: 1, misuse: 2, failed: 3, interrupted: 130 } as const;

/** A command line that makes no sense; `title` is the command whose help explains it. */
export function misuse(message: string, title = ''): ModelTrailError {
  return new ModelTrailError('MISUSE', message, { hint: `Run "modeltrail ${title === '' ? '' : `${title} `}--help".` });
}

/** Codes that mean the caller asked wrongly. */
const misuseCodes = [
  'MISUSE',
  'INVALID_VALUE',
  'BAD_REQUEST',
  'FOLDER_REFUSED',
  'REASON_REQUIRED',
  'TICKET_REQUIRED',
  'AMBIGUOUS_IDENTITY',
  'NO_IDENTITY',
];

/** Codes of the registry that mean: understood, and the answer is no. */
const noCodes = [
  'GATE_FAILED',
  'APPROVAL_REQUIRED',
  'STALE',
  'REJECTED',
  'NOT_ELIGIBLE',
  'ALREADY_IN_STAGE',
  'ILLEGAL_TRANSITION',
  'STAGE_FULL',
  'SOAK_TIME',
  'NEVER_IN_PRODUCTION',
  'REQUEST_CLOSED',
  'DECISION_EXISTS',
  'IN_USE',
  'POLICY_INVALID',
  'AUDIT_BROKEN',
  'SIGNATURE_INVALID',
  'ARTIFACT_NOT_HERE',
  'CARD_EDITED',
  'CONFLICT',
];

/** Whatever is not listed is a failure. */
const exitCodes = new Map<string, number>([
  ...misuseCodes.map((code) => [code, exitCode.misuse] as const),
  ...noCodes.map((code) => [code, exitCode.no] as const),
]);

export interface Failure {
  readonly exitCode: number;
  /** null: end without a word. */
  readonly report: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

/** Any thrown value as what the command line says and returns: the one place where errors become words. */
export function toFailure(thrown: unknown): Failure {
  if (isAbort(thrown)) return { exitCode: exitCode.interrupted, report: null };
  const error = toError(thrown);
  if (!isOurs(error)) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL_ERROR';
    return { exitCode: exitCode.failed, report: { code, message: error.message, hint: null } };
  }
  const { code, message, hint } = error;
  return { exitCode: exitCodes.get(code) ?? exitCode.failed, report: { code, message, hint } };
}

/** By its shape: the commands that open the store may come in a bundle of their own, with a class of their own. */
function isOurs(error: Error): error is ModelTrailError {
  return 'code' in error && typeof error.code === 'string' && 'hint' in error;
}
