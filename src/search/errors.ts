import { ModelTrailError } from '../protocol/errors';

/**
 * A filter or order that cannot be understood: `message` is what MLflow clients know, `position` (from 0, in UTF-16
 * units of the text) and `expected` say where it went wrong and what could stand there.
 */
export class SearchSyntaxError extends ModelTrailError {
  readonly position: number;
  readonly expected: string;

  constructor(message: string, { position, expected }: { readonly position: number; readonly expected: string }) {
    super('INVALID_VALUE', message, { hint: `At character ${position + 1}: expected ${expected}.` });
    this.name = 'SearchSyntaxError';
    this.position = position;
    this.expected = expected;
  }
}
