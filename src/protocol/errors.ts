/**
 * The one error type of the product: `code` is stable and machine-readable, `message` is a sentence for people that
 * says what is wrong and where, `hint` says what to do. Each face (editor, CLI, HTTP) turns it into words in one place.
 */
export class ModelTrailError extends Error {
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ModelTrailError';
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

/** Any thrown value as an Error, so that handlers need no `instanceof` ladders. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** True for the error of an aborted `AbortSignal`: cancellation is silent on every face. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
