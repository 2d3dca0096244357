import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const testSchema = z.object({
  title: z.string(),
  fullTitle: z.string(),
  duration: z.number().optional(),
  err: z.object({ message: z.string().optional(), stack: z.string().optional() }),
});

const resultsSchema = z.object({
  stats: z.object({ passes: z.number(), failures: z.number() }),
  passes: z.array(testSchema),
  failures: z.array(testSchema),
});

/** What one mocha run counted, and its lines for people. */
export interface MochaResults {
  readonly passed: number;
  readonly failed: number;
  readonly report: string;
}

/** Reads the file of mocha's JSON reporter; null when the run ended before it was written. */
export async function readMochaResults(file: string): Promise<MochaResults | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const { stats, passes, failures } = resultsSchema.parse(JSON.parse(text));
  const lines = [
    ...passes.map((test) => `  ✔ ${test.fullTitle} (${test.duration ?? 0} ms)`),
    ...failures.flatMap((test) => [`  ✘ ${test.fullTitle}`, indent(test.err.stack ?? test.err.message ?? '')]),
  ];
  return { passed: stats.passes, failed: stats.failures, report: lines.join('\n') };
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ');
}
