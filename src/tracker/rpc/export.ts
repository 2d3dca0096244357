import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ModelTrailError } from '../../protocol/errors';
import { writeWhole } from '../../protocol/writeWhole';
import { findRows, readColumn, readTableColumns, toRunDocuments, toTableText } from '../../runs';
import type { Handlers } from './handlers';
import { selectRuns } from './runs';
import { RunTable, toAnalytics } from './runTable';
import { readTable } from './table';

/** Runs read between two turns of the event loop, so that logging never waits for an export. */
const pageSize = 200;

export const exportHandlers: Handlers<'runs/export' | 'runs/exportTable'> = {
  'runs/export': async ({ file, limit = Infinity, ...selection }, services, signal) => {
    checkAbsolute(file);
    const table = new RunTable();
    let after = selection.after;
    do {
      const page = { ...selection, after, limit: Math.min(pageSize, limit - table.count) };
      const { rows, next } = await selectRuns(page, services);
      for (const run of toRunDocuments(services.db, rows, { now: services.now() })) table.add(run);
      after = next ?? undefined;
      await setImmediate();
      signal.throwIfAborted();
    } while (after !== undefined && table.count < limit);
    const columns = table.columns();
    await services.analytics.writeParquet({ columns, file }, signal);
    return { file, runs: table.count, columns: columns.length, sizeBytes: statSync(file).size };
  },
  'runs/exportTable': async ({ query, columns, format, file }, services, signal) => {
    checkAbsolute(file);
    const { db } = services;
    const { ids } = await readTable(query, { aggregate: [], services, signal });
    const cells = {
      rows: findRows(db, ids),
      columns: columns.map((id) => readColumn(db, id, { now: services.now() })),
    };
    if (format === 'parquet') {
      const read = await readTableColumns(db, cells, signal);
      await services.analytics.writeParquet({ columns: read.map(toAnalytics), file }, signal);
    } else await writeWhole(file, toTableText(db, cells, { format, signal }));
    return { file, runs: cells.rows.length };
  },
};

function checkAbsolute(file: string): void {
  if (!isAbsolute(file)) throw new ModelTrailError('INVALID_VALUE', `'${file}' is not an absolute path.`);
}
