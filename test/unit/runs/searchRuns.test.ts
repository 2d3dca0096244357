import assert from 'node:assert/strict';
import { countRuns } from '../../../src/runs/search';
import { everything, findRuns, matching, storeOf } from '../search/runStore';

const HOUR = 3_600_000;
const now = new Date(2026, 10, 24, 12).getTime();
const commit = `abcd1234${'0'.repeat(32)}`;
const other = `abce${'1'.repeat(36)}`;

const db = storeOf([
  {
    id: 'a',
    name: 'calm otter',
    user: 'ana',
    status: 'FINISHED',
    start: new Date(2026, 10, 1, 9).getTime(),
    end: new Date(2026, 10, 1, 9).getTime() + 2 * HOUR,
    metrics: { acc: 0.5, 'val acc': 1, 'system/cpu': 20 },
    params: { lr: '0.1', opt: 'Adam', 'a.b': 'dotted' },
    tags: { team: 'risk', 'mlflow.note.content': 'First TRY with 100% of data', ünï: 'É' },
    datasets: [
      { name: 'train', digest: 'd1', context: 'training' },
      { name: 'test', digest: 'd2' },
    ],
    code: { commit, branch: 'main', dirty: false },
    starred: true,
  },
  {
    id: 'b',
    name: 'brave_otter',
    user: 'ben',
    status: 'FAILED',
    start: new Date(2026, 10, 20, 9).getTime(),
    end: new Date(2026, 10, 20, 9).getTime() + 60_000,
    metrics: { acc: 0.9 },
    params: { lr: '0.01', opt: 'adam' },
    tags: { team: 'Risk', 'mlflow.loggedArtifacts': '[{"path": "tab.json", "type": "table"}]' },
    datasets: [{ name: 'train', digest: 'd3' }],
    code: { commit: other, branch: 'dev', dirty: true },
  },
  {
    id: 'c',
    name: 'cool*otter[1]?',
    user: 'ana',
    start: now - HOUR,
    metrics: { acc: Number.NaN },
    params: { lr: '1e-3' },
    lost: true,
  },
  { id: 'd', name: '', start: 2n ** 53n + 1n, metrics: { acc: -1 } },
  { id: 'x', deleted: true, metrics: { acc: 0.7 } },
]);
const context = { now, head: commit };

function finds(filter: string, expected: string): void {
  it(filter, () => assert.equal(matching(db, filter, { context }).join(''), expected));
}

describe("a filter of MLflow's", () => {
  finds('', 'abcd');
  finds('  ', 'abcd');
  describe('on metrics takes the latest number; NaN is unlike every number', () => {
    finds('metrics.acc > 0.5', 'b');
    finds('metric.acc >= 0.5', 'ab');
    finds('metrics.acc=0.5', 'a');
    finds('metrics.acc != 0.5', 'bcd');
    finds('metrics.acc < 0.5', 'd');
    finds('metrics.acc<=.5e0', 'ad');
    finds('metrics.acc > -1e400', 'abd');
    finds('metrics.`val acc` > 0', 'a');
    finds('metrics."val acc" > 0', 'a');
    finds('`metrics`.acc > 0.5', 'b');
    finds('metrics.system/cpu > 10', 'a');
    finds('metrics.unknown < 1', '');
  });
  describe('on params and tags matches only runs that have the key', () => {
    finds("params.lr = '0.1'", 'a');
    finds('params.lr = "0.1"', 'a');
    finds("param.lr != '0.1'", 'bc');
    finds("parameters.opt = 'adam'", 'b');
    finds("parameter.opt LIKE 'A%'", 'a');
    finds("params.opt ILIKE 'a%'", 'ab');
    finds("params.opt like '_dam'", 'ab');
    finds("params.opt NOT LIKE 'A%'", 'b');
    finds("params.opt LIKE '%'", 'ab');
    finds('params.opt IS NULL', 'cd');
    finds('params.opt is not null', 'ab');
    finds("params.a.b = 'dotted'", 'a');
    finds("params.`a.b` = 'dotted'", 'a');
    finds("tags.team = 'risk'", 'a');
    finds("tag.team ILIKE 'RISK'", 'ab');
    finds("tags.ünï ilike 'é'", 'a');
    finds("tags.ünï like 'é'", '');
    finds(`tags.mlflow.loggedArtifacts LIKE '%"path"%:%"tab.json",%'`, 'b');
    finds(`tags.\`mlflow.loggedArtifacts\` LIKE '%"path"%'`, 'b');
    finds("tags.team = 'it''s'", '');
  });
  describe('on attributes', () => {
    finds("run_id = 'a'", 'a');
    finds("attributes.run_id IN ('a', 'c', 'nope')", 'ac');
    finds('attr.run_id NOT IN (\'a\', "c")', 'bd');
    finds("run.run_name = 'calm otter'", 'a');
    finds("`run name` LIKE '%otter'", 'ab');
    finds("attributes.`Run Name` LIKE 'brave_otter'", 'b');
    finds("run_name LIKE '%*otter[1]?'", 'c');
    finds("run_name LIKE '%[a-z]%'", '');
    finds("run_name ILIKE 'COOL*OTTER[%'", 'c');
    finds("user_id = 'ana'", 'ac');
    finds("status = 'FINISHED'", 'a');
    finds("status = 'running'", '');
    finds("status = 'RUNNING'", 'cd');
    finds("artifact_uri LIKE '%/b/%'", 'b');
    finds('start_time = 9007199254740993', 'd');
    finds('created >= 9007199254740992', 'd');
    finds('start_time > 9007199254740993', '');
    finds('start_time > 99999999999999999999', '');
    finds(`end_time > ${new Date(2026, 10, 2).getTime()}`, 'b');
    finds('end_time != 1', 'ab');
  });
  describe('on datasets matches when any of them does', () => {
    finds("dataset.name = 'train'", 'ab');
    finds("datasets.name != 'train'", 'a');
    finds("dataset.digest LIKE 'd%'", 'ab');
    finds("dataset.digest IN ('d2', 'd3')", 'ab');
    finds("dataset.name NOT IN ('train', 'test')", '');
    finds("dataset.context = 'training'", 'a');
  });
  describe('joins clauses by AND', () => {
    finds("metrics.acc > 0.1 and params.opt ILIKE 'adam' AnD status = 'FAILED'", 'b');
    finds("dataset.name = 'train' AND dataset.digest = 'd2'", 'a');
  });
});

describe('a filter beyond MLflow', () => {
  describe('joins clauses by OR, NOT and brackets', () => {
    finds("params.opt = 'Adam' OR metrics.acc < 0", 'ad');
    finds("starred OR user_id = 'ben' AND status = 'FINISHED'", 'a');
    finds("(starred OR user_id = 'ben') AND status = 'FAILED'", 'b');
    finds("NOT (starred OR user_id = 'ben')", 'cd');
    finds("NOT params.opt = 'Adam'", 'bcd');
    finds('NOT metrics.acc > 0', 'cd');
    finds("NOT NOT dataset.name = 'test'", 'a');
    finds('not starred and not git.dirty', 'cd');
  });
  describe('takes lists, ranges and parts of text', () => {
    finds("status IN ('FAILED', 'KILLED')", 'b');
    finds('metrics.acc IN (0.5, -1)', 'ad');
    finds('metrics.acc NOT IN (0.5, -1)', 'bc');
    finds('metrics.acc BETWEEN 0.5 AND 0.9 AND starred', 'a');
    finds('metrics.acc NOT BETWEEN 0.5 AND 0.9', 'cd');
    finds("params.opt IN ('Adam', 'adam')", 'ab');
    finds("params.opt NOT IN ('Adam')", 'b');
    finds("note CONTAINS 'try'", 'a');
    finds("note CONTAINS '0%'", 'a');
    finds("note CONTAINS '0% 1'", '');
    finds("run_name CONTAINS 'R[1]?'", 'c');
    finds("note NOT CONTAINS 'nothing'", 'a');
    finds('note IS NULL', 'bcd');
    finds('end_time IS NULL', 'cd');
    finds('dataset.name IS NULL', 'cd');
    finds('dataset.context IS NOT NULL', 'a');
    finds("experiment = 'Default' AND starred", 'a');
  });
  describe('knows lost and starred runs', () => {
    finds("status = 'LOST'", 'c');
    finds("status != 'LOST'", 'abd');
    finds("status IN ('LOST', 'FAILED')", 'bc');
    finds("status NOT IN ('LOST', 'FAILED')", 'ad');
    finds('starred', 'a');
    finds('starred = false', 'bcd');
    finds('starred != TRUE', 'bcd');
    finds('attributes.starred', 'a');
  });
  describe('knows Git', () => {
    finds('git.commit = HEAD', 'a');
    finds('git.commit != HEAD', 'b');
    finds('git.commit IN (HEAD)', 'a');
    finds(`git.commit = '${other}'`, 'b');
    finds("git.commit = 'abcd123'", 'a');
    finds("git.commit IN ('abcd', 'abce')", 'ab');
    finds("git.commit LIKE 'abc%'", 'ab');
    finds("git.branch = 'main'", 'a');
    finds('git.branch IS NULL', 'cd');
    finds('git.dirty = true', 'b');
    finds('git.dirty', 'b');
    finds('git.dirty = false', 'a');
    finds('git.dirty != true', 'a');
  });
  describe('knows durations of ended runs', () => {
    finds('duration > 5m', 'a');
    finds('duration <= 1m', 'b');
    finds('duration = 60000', 'b');
    finds('duration BETWEEN 30s AND 1h30m', 'b');
    finds('duration IS NULL', 'cd');
  });
  describe('takes a date as its whole day, and times before now', () => {
    finds("started > '2026-11-01'", 'bcd');
    finds("started >= '2026-11-01'", 'abcd');
    finds("started <= '2026-11-01'", 'a');
    finds("started < '2026-11-01'", '');
    finds("started = '2026-11-20'", 'b');
    finds("started != '2026-11-20'", 'acd');
    finds("started BETWEEN '2026-11-01' AND '2026-11-20'", 'ab');
    finds("started IN ('2026-11-01', '2026-11-24')", 'ac');
    finds("start_time > '2026-11-20 08:59' and start_time < '2026-11-20T09:01:00'", 'b');
    finds('started > -7d', 'bcd');
    finds('started > -90m AND started < -0s', 'c');
    finds('ended BETWEEN -7d AND -1d', 'b');
  });
});

describe('the runs searched', () => {
  const elsewhere = storeOf([{ id: 'live' }, { id: 'gone', deleted: true }]);

  it('are those of the view type', () => {
    assert.deepEqual(matching(elsewhere, ''), ['live']);
    assert.deepEqual(matching(elsewhere, '', { viewType: 'DELETED_ONLY' }), ['gone']);
    assert.deepEqual(matching(elsewhere, '', { viewType: 'ALL' }), ['gone', 'live']);
  });
  it('are those of the experiments; unknown and impossible ids have none', () => {
    assert.deepEqual(matching(elsewhere, '', { experimentIds: ['0'] }), ['live']);
    assert.deepEqual(matching(elsewhere, '', { experimentIds: ['0', '7', 'x'] }), ['live']);
    const none: readonly (readonly string[])[] = [[], ['7'], ['x'], ['9'.repeat(19)], ["0' OR '1"]];
    for (const experimentIds of none) assert.deepEqual(matching(elsewhere, '', { experimentIds }), []);
  });
  it('are counted as they are found', () => {
    assert.equal(countRuns(db, { ...everything, filter: 'metrics.acc < 0.9', context }), 2);
    assert.equal(countRuns(db, { ...everything, viewType: 'ALL', context }), 5);
  });
  it('may be listed by as many ids as one likes', () => {
    const ids = Array.from({ length: 40_000 }, (_, index) => `'r${index}'`);
    assert.deepEqual(findRuns(db, { filter: `run_id IN (${ids.join(',')}, 'b')` }), ['b']);
  });
});
