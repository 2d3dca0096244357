import assert from 'node:assert/strict';
import { describeExperiment, describeRun, firstLine } from '../../../../src/editor/runs/describe';
import {
  listLimit,
  toEmptyNode,
  toExperimentNodes,
  toRunNodes,
  type ExperimentNode,
} from '../../../../src/editor/runs/nodes';
import type { ExperimentRow } from '../../../../src/protocol/rpc';
import type { RunRow } from '../../../../src/protocol/run';
import { explainStaleness } from '../../../../src/protocol/explainStaleness';
import type { Staleness } from '../../../../src/protocol/staleness';

const now = Date.parse('2026-11-24T12:00:00.000Z');

const run: RunRow = {
  id: 'a'.repeat(32),
  name: 'calm-otter-12',
  experiment: { id: '1', name: 'churn' },
  status: 'FINISHED',
  startedAt: '2026-11-24T11:00:00.000Z',
  endedAt: '2026-11-24T11:05:00.000Z',
  durationMs: 300_000,
  user: 'ada',
  note: null,
  starred: false,
  deletedAt: null,
  parentId: null,
  children: 0,
  params: {},
  metrics: { acc: { value: 0.93126, step: 3, at: '2026-11-24T11:05:00.000Z', min: 0, max: 1, count: 4 } },
  tags: {},
  git: null,
};

const experiment: ExperimentRow = {
  id: '1',
  name: 'churn',
  lifecycle: 'active',
  runs: 128,
  topLevelRuns: 120,
  running: 0,
  deletedRuns: 3,
  primaryMetric: { key: 'acc', direction: 'max' },
  updatedAt: '2026-11-24T11:05:00.000Z',
};

describe('texts of RUNS', () => {
  it('describe a run by its primary metric, children, state and time', () => {
    const primary = experiment.primaryMetric;
    assert.equal(describeRun(run, primary, now), 'acc 0.9313 · 1 h ago');
    assert.equal(describeRun({ ...run, status: 'RUNNING' }, null, now), 'running 1 h 0 m');
    assert.equal(
      describeRun({ ...run, status: 'LOST', children: 2 }, primary, now),
      'acc 0.9313 · 2 children · lost · 1 h ago',
    );
    assert.equal(describeRun({ ...run, metrics: {} }, primary, now), '1 h ago');
    assert.equal(describeRun({ ...run, starred: true }, primary, now), '★ · acc 0.9313 · 1 h ago');
  });

  it('tell how the code differs from the workspace, and nothing where it does not', () => {
    const staleness: Staleness = { id: run.id, state: 'differs', files: 3, data: [], reason: null };
    assert.equal(describeRun(run, null, now, staleness), '1 h ago · +3 files');
    assert.equal(describeRun(run, null, now, { ...staleness, files: 1, data: ['raw'] }), '1 h ago · +1 file, data');
    assert.equal(describeRun(run, null, now, { ...staleness, files: 0, data: ['raw'] }), '1 h ago · data');
    assert.equal(describeRun(run, null, now, { ...staleness, state: 'same', files: 0 }), '1 h ago');
    const unknown: Staleness = { ...staleness, state: 'unknown', files: null, reason: 'Its code was not recorded.' };
    assert.equal(describeRun(run, null, now, unknown), '1 h ago');
    assert.equal(explainStaleness(unknown), 'Not known: Its code was not recorded');
    assert.equal(explainStaleness({ ...staleness, state: 'same', files: 0 }), 'Same as the workspace');
    assert.equal(explainStaleness({ ...staleness, files: 1 }), '1 file differs from the workspace now');
    assert.equal(
      explainStaleness({ ...staleness, data: ['raw', 'test.csv'] }),
      '3 files and the data raw, test.csv differ from the workspace now',
    );
  });

  it('take one line of a note, without the signs of a heading', () => {
    assert.equal(firstLine('\n## Baseline\n\n- one'), 'Baseline');
    assert.equal(firstLine('x'.repeat(200)), `${'x'.repeat(120)}…`);
    assert.equal(firstLine('  '), '');
  });

  it('describe an experiment by its runs and its metric with the direction', () => {
    assert.equal(describeExperiment(experiment), '128 · acc ↑');
    assert.equal(
      describeExperiment({ ...experiment, primaryMetric: { key: 'loss', direction: 'min' } }),
      '128 · loss ↓',
    );
    assert.equal(describeExperiment({ ...experiment, primaryMetric: null }), '128');
  });
});

describe('nodes of RUNS', () => {
  const parent: ExperimentNode = { kind: 'experiment', id: 'experiment:f:1', folder: 'f', experiment };

  it('end with one that loads more, and at the limit with one that asks for a filter', () => {
    const runs = (count: number) => Array.from({ length: count }, (_, index) => ({ ...run, id: String(index) }));
    assert.equal(toRunNodes(parent, { runs: runs(3), total: 3 }).length, 3);
    const more = toRunNodes(parent, { runs: runs(50), total: 152 }).at(-1);
    assert.deepEqual(more, {
      kind: 'more',
      id: 'more:experiment:f:1',
      folder: 'f',
      parent,
      remaining: 102,
      loads: true,
    });
    const full = toRunNodes(parent, { runs: runs(listLimit), total: 1000 }).at(-1);
    assert.equal(full?.kind === 'more' && full.loads, false);
  });

  it('say why an open list is empty', () => {
    assert.equal(toEmptyNode(parent, { filtered: true }).text, 'No run matches the filter');
    assert.equal(toEmptyNode(parent, { filtered: false }).text, 'No runs');
  });

  it('leave out an empty Default and experiments in the Trash, but count what is in it', () => {
    const rows: ExperimentRow[] = [
      experiment,
      { ...experiment, id: '0', name: 'Default', runs: 0, deletedRuns: 2 },
      { ...experiment, id: '2', name: 'gone', lifecycle: 'deleted', runs: 0, deletedRuns: 4 },
    ];
    const { experiments, trashed } = toExperimentNodes('f', rows);
    assert.deepEqual(
      experiments.map((node) => node.experiment.name),
      ['churn'],
    );
    assert.equal(trashed, 9);
    const kept = toExperimentNodes('f', rows, new Set(['experiment:f:0'])).experiments;
    assert.deepEqual(
      kept.map((node) => node.experiment.name),
      ['churn', 'Default'],
      'one that was shown stays',
    );
  });
});
