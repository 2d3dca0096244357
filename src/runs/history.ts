import { prepared, preparedExact, type Db } from '../store';
import { fromStored, toInt } from './exact';
import { findKey } from './keys';
import { invalid } from './limits';
import type { MetricPoint } from './types';

export interface HistoryPage {
  readonly points: readonly MetricPoint[];
  readonly nextPageToken: string | null;
}

interface Row {
  readonly step: bigint;
  readonly ts: bigint;
  readonly value: number | string;
}

/**
 * One page of a series by (timestamp, step, value). Where time never ran backwards along the steps, that is the
 * clustered order, and a page is one range scan; otherwise the series is sorted for each page.
 */
export function readHistory(
  db: Db,
  request: { row: number; key: string; limit: number | null; pageToken: string | null },
): HistoryPage {
  const key = findKey(db, request.key);
  const series = prepared(db, 'SELECT ordered FROM metrics WHERE run = ? AND key = ?').get(request.row, key) as
    { readonly ordered: number } | undefined;
  if (!series) return { points: [], nextPageToken: null };
  const order = series.ordered === 1 ? 'step, ts, value' : 'ts, step, value';
  const after = request.pageToken ? parseToken(request.pageToken) : null;
  const from = after ? `AND (${order}) > (?, ?, ?)` : '';
  const bound = after ? (series.ordered === 1 ? [after.step, after.ts] : [after.ts, after.step]) : [];
  const limit = request.limit === null ? -1 : request.limit + 1;
  const rows = preparedExact(
    db,
    `SELECT step, ts, value FROM points WHERE run = ? AND key = ? ${from} ORDER BY ${order} LIMIT ?`,
  ).all(request.row, key, ...bound, ...(after ? [after.value] : []), limit) as readonly Row[];
  const more = request.limit !== null && rows.length > request.limit;
  const page = request.limit === null ? rows : rows.slice(0, request.limit);
  const last = page.at(-1);
  return {
    points: page.map((row) => ({
      key: request.key,
      value: fromStored(row.value),
      timestamp: toInt(row.ts),
      step: toInt(row.step),
    })),
    nextPageToken: more && last ? makeToken(last) : null,
  };
}

function makeToken({ step, ts, value }: Row): string {
  const kept = typeof value === 'string' ? value : Buffer.from(new Float64Array([value]).buffer).toString('hex');
  return Buffer.from(`${step} ${ts} ${kept}`).toString('base64url');
}

function parseToken(token: string): Row {
  const match = /^(-?\d+) (-?\d+) (NaN|[0-9a-f]{16})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match?.[1] || !match[2] || !match[3]) throw invalid(`Invalid page token, could not decode '${token}'`);
  const value = match[3] === 'NaN' ? 'NaN' : Buffer.from(match[3], 'hex').readDoubleLE();
  return { step: BigInt(match[1]), ts: BigInt(match[2]), value };
}
