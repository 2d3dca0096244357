import { timed, type Bench } from './measurement';
import { createRun, withFolder, withTracker } from './trackerProcess';

const batches = 200;
const batchPoints = 1000;

export const ingestBench: Bench = {
  name: 'ingest',
  run: () =>
    withFolder((folder) =>
      withTracker(folder, async (tracker) => {
        const id = await createRun(tracker);
        // Made before the clock starts: the client's own work is not the tracker's.
        const bodies = Array.from({ length: batches }, (_, batch) =>
          JSON.stringify({
            run_id: id,
            metrics: Array.from({ length: batchPoints }, (_, index) => {
              const step = batch * batchPoints + index;
              return { key: 'loss', value: Math.exp(-step / 1000), timestamp: 1_700_000_000_000 + step, step };
            }),
          }),
        );
        const elapsed = await timed(async () => {
          for (const body of bodies) await tracker.post('/api/2.0/mlflow/runs/log-batch', body);
        });
        return [
          {
            what: 'ingest by a plain HTTP client',
            value: (batches * batchPoints) / (elapsed / 1000),
            unit: 'points/s',
            budget: 100_000,
            atLeast: true,
            note: 'batches of 1,000 one after another on one connection, each on disk before its reply',
          },
        ];
      }),
    ),
};
