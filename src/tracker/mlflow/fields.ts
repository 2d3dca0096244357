import { ModelTrailError } from '../../protocol/errors';
import type { Int } from '../../runs';
import { parseSources } from './json';

const seeDocs = 'See the API docs for more information about request parameters.';

/**
 * The fields of one request, read with MLflow's own refusals: an absent, null or empty required field is "Missing value",
 * a value of another type is echoed as it stood in the source. Unknown fields are ignored.
 */
export class Fields {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly source: string | null,
    private readonly path: readonly (string | number)[] = [],
  ) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw this.wrongType(name);
    return value;
  }

  requiredText(name: string): string {
    return this.text(name) || this.missing(name);
  }

  /** A 64-bit integer, given as a number or as decimal text. */
  int(name: string): Int | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'bigint') return inRange(value) ? value : this.refuse(name);
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) {
      const exact = BigInt(value);
      if (!inRange(exact)) return this.refuse(name);
      return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
    }
    throw this.wrongType(name);
  }

  requiredInt(name: string): Int {
    return this.int(name) ?? this.missing(name);
  }

  /** A number that a page size or the like can take. */
  count(name: string, { fallback, max }: { fallback: number; max: number }): number {
    const value = this.int(name);
    if (value === undefined) return fallback;
    if (value >= 1 && value <= max) return Number(value);
    const rule = value < 1 ? 'It must be a positive integer' : `It must be at most ${max}`;
    throw new ModelTrailError('INVALID_VALUE', `Invalid value ${value} for parameter '${name}' supplied. ${rule}`);
  }

  /** A double; the texts NaN, Infinity, -Infinity and numeric text count as numbers. */
  double(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string') {
      const number = Number(value);
      if (!Number.isNaN(number)) return number;
      if (/^[+-]?nan$/i.test(value)) return NaN;
      if (/^[+-]?inf(inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
    }
    throw this.wrongType(name);
  }

  requiredDouble(name: string): number {
    return this.double(name) ?? this.missing(name);
  }

  flag(name: string): boolean | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw this.wrongType(name);
  }

  /** An enum by name or number; names come back as in `names`. */
  choice<Name extends string>(name: string, names: Readonly<Record<Name, number>>): Name | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    for (const [known, number] of Object.entries(names) as [Name, number][]) {
      if (value === known || value === number || value === String(number)) return known;
    }
    const echoed = typeof value === 'string' ? value : this.echo(name);
    throw new ModelTrailError(
      'INVALID_VALUE',
      `Invalid value '${echoed}' for parameter '${name}' supplied. Valid values are ${Object.keys(names).join(', ')}. ${seeDocs}`,
    );
  }

  texts(name: string): readonly string[] {
    const value = this.values[name];
    if (value === undefined || value === null) return [];
    const list = Array.isArray(value) ? value : [value];
    if (!list.every((item): item is string => typeof item === 'string')) throw this.wrongType(name);
    return list;
  }

  object(name: string): Fields | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (!isRecord(value)) throw this.wrongType(name);
    return new Fields(value, this.source, [...this.path, name]);
  }

  objects(name: string): readonly Fields[] {
    const value = this.values[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.wrongType(name);
    return value.map((item: unknown, index) => {
      if (!isRecord(item)) throw this.wrongType(name);
      return new Fields(item, this.source, [...this.path, name, index]);
    });
  }

  /** Throws the refusal of an absent required field. */
  missing(name: string): never {
    throw new ModelTrailError(
      'INVALID_VALUE',
      `Missing value for required parameter '${this.label(name)}'. ${seeDocs}`,
    );
  }

  private refuse(name: string): never {
    throw this.wrongType(name);
  }

  private wrongType(name: string): ModelTrailError {
    const hint = `Hint: Value was of type '${pythonType(this.values[name], this.echo(name))}'.`;
    return new ModelTrailError(
      'INVALID_VALUE',
      `Invalid value ${this.echo(name)} for parameter '${this.label(name)}' supplied:  ${hint} ${seeDocs}`,
    );
  }

  /** A field's place in the request, such as `metrics[0].timestamp`. */
  label(name: string): string {
    return [...this.path, name]
      .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
      .join('');
  }

  private echo(name: string): string {
    const value = this.values[name];
    let at: unknown = undefined;
    if (this.source !== null) {
      try {
        at = parseSources(this.source);
        for (const part of [...this.path, name]) at = (at as Readonly<Record<string | number, unknown>>)[part];
      } catch {
        at = undefined; // A body with bare NaN or one in a JSON string is echoed as it was understood.
      }
    }
    if (typeof at === 'string') return at;
    return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  }
}

function inRange(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pythonType(value: unknown, source: string): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return /[.eE]/.test(source) ? 'float' : 'int';
  return Array.isArray(value) ? 'list' : 'dict';
}
