import * as z from 'zod';
import { changedFile, comparison, jsonNumber, runDocument } from '../../../src/protocol/run';

/** What commands print with `--json`, as the contract has it. */
export const documents = {
  version: z.strictObject({ version: z.string() }),
  error: z.strictObject({
    error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
  }),
  run: runDocument,
  runs: z.object({ runs: z.array(runDocument) }),
  page: z.strictObject({ runs: z.array(runDocument), total: z.int(), next: z.string().nullable() }),
  series: z.strictObject({
    metric: z.string(),
    x: z.string(),
    series: z.array(
      z.strictObject({
        runId: z.string(),
        points: z.array(z.tuple([z.union([jsonNumber, z.iso.datetime()]), jsonNumber])),
        total: z.int(),
        shown: z.int(),
      }),
    ),
  }),
  comparison,
  diff: z.object({ files: z.array(changedFile.extend({ patch: z.string().nullable() })) }),
  exec: z.strictObject({
    runId: z.string(),
    name: z.string(),
    exitCode: z.int(),
    status: z.string(),
    warnings: z.array(z.string()),
  }),
  exported: z.strictObject({ file: z.string(), format: z.string(), runs: z.int() }),
  artifacts: z.strictObject({
    runId: z.string(),
    root: z.string(),
    files: z.array(z.strictObject({ path: z.string(), isDir: z.boolean(), sizeBytes: z.int().nullable() })),
  }),
  file: z.object({ file: z.string(), sizeBytes: z.int() }),
  restored: z.strictObject({ store: z.string(), kept: z.string().nullable() }),
  message: z.object({ message: z.string() }),
  doctor: z.strictObject({
    ok: z.boolean(),
    checks: z.array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['ok', 'note', 'wrong']),
        detail: z.string(),
        remedy: z.string().nullable(),
      }),
    ),
  }),
} as const;

/** The code in the one document of a command that failed. */
export function errorCode(stdout: string): string {
  return documents.error.parse(JSON.parse(stdout)).error.code;
}
