import type { RunRow } from '../../../../src/protocol/run';

/** A finished run with these params and latest values of metrics, and nothing else. */
export function runRow(
  name: string,
  { params = {}, metrics = {} }: { params?: Record<string, string>; metrics?: Record<string, number | 'NaN'> } = {},
): RunRow {
  return {
    id: name,
    name,
    experiment: { id: '1', name: 'churn' },
    status: 'FINISHED',
    startedAt: null,
    endedAt: null,
    durationMs: null,
    user: '',
    note: null,
    starred: false,
    deletedAt: null,
    parentId: null,
    children: 0,
    params,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([key, value]) => [key, { value, step: 0, at: '', min: null, max: null, count: 1 }]),
    ),
    tags: {},
    git: null,
  };
}
