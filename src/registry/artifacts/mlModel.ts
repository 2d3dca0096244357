import * as z from 'zod';
import { parseExact } from '../../protocol/exactJson';
import { toError } from '../../protocol/errors';
import type { ManifestFile } from './manifest';
import { readYaml } from './yamlText';

/** What a model file `MLmodel` says of a model. All of it is a claim of who wrote the file. */
export interface MlModel {
  readonly runId: string | null;
  readonly modelId: string | null;
  readonly modelUuid: string | null;
  /** Milliseconds since 1970. */
  readonly created: number | null;
  readonly mlflowVersion: string | null;
  /** Bytes that the model is said to have. */
  readonly claimedBytes: number | null;
  /** Settings by the name of the flavor. */
  readonly flavors: Readonly<Record<string, unknown>>;
  /** Files of the environment by what reads them, such as `conda` and `virtualenv`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Columns or tensors, as MLflow describes them; a part that is absent is null. */
  readonly signature: { readonly inputs: unknown; readonly outputs: unknown; readonly params: unknown } | null;
  readonly inputExample: unknown;
  readonly metadata: unknown;
  /** Sentences on what could not be read; the rest was. */
  readonly problems: readonly string[];
}

const text = z.string().min(1).nullable().catch(null);
const schema = z.object({
  run_id: text,
  model_id: text,
  model_uuid: text,
  utc_time_created: text,
  mlflow_version: text,
  model_size_bytes: z.int().nonnegative().nullable().catch(null),
  flavors: z.record(z.string(), z.unknown()).catch({}),
  signature: z.record(z.string(), z.unknown()).nullable().catch(null),
  saved_input_example_info: z.unknown().optional(),
  metadata: z.unknown().optional(),
});

/** Reads the text of an `MLmodel`; what is odd in it becomes a problem. Throws `INVALID_VALUE` when it is no YAML map. */
export function readMlModel(content: string): MlModel {
  const read = schema.safeParse(readYaml(content, 'MLmodel'));
  const problems: string[] = [];
  const found = read.success ? read.data : schema.parse({});
  if (!read.success) problems.push('MLmodel is no map of keys and values.');
  const created = toTime(found.utc_time_created);
  if (found.utc_time_created !== null && created === null) problems.push('MLmodel: utc_time_created is no time.');
  return {
    runId: found.run_id,
    modelId: found.model_id,
    modelUuid: found.model_uuid,
    created,
    mlflowVersion: found.mlflow_version,
    claimedBytes: found.model_size_bytes,
    flavors: found.flavors,
    environment: readEnvironment(found.flavors),
    signature: found.signature && readSignature(found.signature, problems),
    inputExample: found.saved_input_example_info ?? null,
    metadata: found.metadata ?? null,
    problems,
  };
}

/** Files that MLflow writes after it has counted: they make a model larger than it says. */
const writtenLater = /^(MLmodel|.*\.(ya?ml|txt|json|md))$/;

/** A sentence when the claimed size cannot be that of these files, else null. */
export function explainClaimedSize({ claimedBytes }: MlModel, files: readonly ManifestFile[]): string | null {
  const all = files.reduce((sum, { size }) => sum + size, 0);
  const later = files.filter(({ path }) => writtenLater.test(path)).reduce((sum, { size }) => sum + size, 0);
  if (claimedBytes === null || (claimedBytes <= all && claimedBytes >= all - later)) return null;
  return `MLmodel says that the model has ${claimedBytes} bytes; its files have ${all}.`;
}

/** `2026-03-02 09:15:00.123456` is UTC, though it does not say so. */
function toTime(time: string | null): number | null {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(time ?? '') ?? [];
  const milliseconds = Date.parse(`${day}T${clock}Z`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** `env` is the name of a conda file up to MLflow 1, a map of kinds to files from 2 on. */
function readEnvironment(flavors: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const files = z.union([z.string().transform((conda) => ({ conda })), z.record(z.string(), z.string())]);
  const read = z.object({ env: files }).safeParse(flavors['python_function']);
  return read.success ? read.data.env : {};
}

/** The parts are JSON texts within the YAML. */
function readSignature(parts: Readonly<Record<string, unknown>>, problems: string[]) {
  const read = (part: string): unknown => {
    const value = parts[part] ?? null;
    if (typeof value !== 'string') return value;
    try {
      return parseExact(value);
    } catch (error) {
      problems.push(`MLmodel: signature.${part} is no JSON: ${toError(error).message}.`);
      return null;
    }
  };
  return { inputs: read('inputs'), outputs: read('outputs'), params: read('params') };
}
