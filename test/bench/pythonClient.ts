import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { startInstantServer } from './instantServer';
import { median, type Bench } from './measurement';
import { withFolder, withTracker } from './trackerProcess';

const timesSchema = z.object({ metric: z.array(z.number()), batch: z.array(z.number()) });

/** The middle time of each call in milliseconds, by the client's own clock. */
async function timeClient(uri: string, token: string): Promise<{ metric: number; batch: number }> {
  const python = process.env['MODELTRAIL_BENCH_PYTHON'] ?? 'python3';
  const { stdout } = await promisify(execFile)(python, ['test/bench/client.py'], {
    env: { ...process.env, MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token, MLFLOW_DISABLE_TELEMETRY: 'true' },
  });
  const times = timesSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  return { metric: median(times.metric), batch: median(times.batch) };
}

export const pythonClientBench: Bench = {
  name: 'python client',
  run: async () => {
    const instant = await startInstantServer();
    const own = await timeClient(instant.url, 'none').finally(() => instant.close());
    const real = await withFolder((folder) => withTracker(folder, ({ url, token }) => timeClient(url, token)));
    const besides = (ms: number): string => `p50, beside ${ms.toFixed(2)} ms with a server that does nothing`;
    return [
      {
        what: 'log_metric, added',
        value: real.metric - own.metric,
        unit: 'ms',
        budget: 0.5,
        note: besides(own.metric),
      },
      {
        what: 'log_batch of 1,000, added',
        value: real.batch - own.batch,
        unit: 'ms',
        budget: 10,
        note: besides(own.batch),
      },
    ];
  },
};
