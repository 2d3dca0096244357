import { mkdir, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { toError } from '../../src/protocol/errors';
import { activateBench } from './activate';
import { blockingBench } from './blocking';
import { digestBench } from './digest';
import { ingestBench } from './ingest';
import type { Bench, Measurement } from './measurement';
import { pythonClientBench } from './pythonClient';
import { describeMachine, toMarkdown, toRows, toText } from './report';
import { searchBench } from './search';
import { seriesBench } from './series';
import { tableBench } from './table';
import { trackerBench } from './tracker';

const benches: readonly Bench[] = [
  activateBench,
  trackerBench,
  pythonClientBench,
  ingestBench,
  searchBench,
  tableBench,
  seriesBench,
  digestBench,
  blockingBench,
];

export interface BenchOptions {
  /** Only the parts whose names hold this. */
  readonly part: string;
  /** Write BENCHMARKS.md, the figures of record. */
  readonly record: boolean;
}

/**
 * Measures, prints each figure beside its budget and writes them as JSON below `test-output/bench/`. Nothing is asserted;
 * resolves to false when a part could not be measured.
 */
export async function runBenchmarks({ part, record }: BenchOptions): Promise<boolean> {
  const machine = describeMachine();
  const measurements: Measurement[] = [];
  let whole = true;
  for (const { name, run } of benches.filter((bench) => bench.name.includes(part))) {
    try {
      const found = await run();
      measurements.push(...found);
      console.log(toText(toRows(found)));
    } catch (thrown) {
      whole = false;
      console.error(`${name} could not be measured: ${toError(thrown).message}`);
    }
  }
  const date = new Date().toISOString();
  await mkdir('test-output/bench', { recursive: true });
  const file = `test-output/bench/${date.replaceAll(':', '-')}.json`;
  await writeFile(file, `${JSON.stringify({ date, machine, measurements }, null, 2)}\n`);
  console.log(`\n${machine}\nWritten to ${file}.`);
  if (record && whole) {
    const document = toDocument({ date, machine, measurements });
    await writeFile('BENCHMARKS.md', await format(document, { parser: 'markdown' }));
  }
  return whole;
}

function toDocument({ date, machine, measurements }: { date: string; machine: string; measurements: Measurement[] }) {
  return `# Benchmarks

\`npm run bench\` measures them and prints each beside its budget; \`npm run bench -- --record\` writes this file, and
\`npm run bench -- PART\` measures one part. They are figures, not tests: nothing fails when one is missed.

Measured on ${date.slice(0, 10)}: ${machine}.

${toMarkdown(toRows(measurements))}
`;
}
