import type { Db } from '../store';
import type { Entity, Field, Kind, Source, Sql, Target } from '../search';
import { findKey } from './keys';

const text: Field = { type: 'text' };
const time: Field = { type: 'time' };

const kinds: readonly Kind[] = [
  { name: 'metric', aliases: ['metrics'], fields: 'number' },
  { name: 'parameter', aliases: ['parameters', 'param', 'params'], fields: 'text' },
  { name: 'tag', aliases: ['tags'], fields: 'text' },
  {
    name: 'attribute',
    aliases: ['attributes', 'attr', 'run'],
    fields: {
      run_id: text,
      run_name: text,
      'run name': { type: 'text', alias: 'run_name' },
      'Run name': { type: 'text', alias: 'run_name' },
      'Run Name': { type: 'text', alias: 'run_name' },
      user_id: text,
      status: text,
      artifact_uri: text,
      start_time: time,
      end_time: time,
      created: { type: 'time', alias: 'start_time' },
      Created: { type: 'time', alias: 'start_time' },
      started: { type: 'time', alias: 'start_time' },
      ended: { type: 'time', alias: 'end_time' },
      duration: { type: 'duration' },
      experiment: text,
      starred: { type: 'boolean' },
      note: text,
    },
  },
  {
    name: 'dataset',
    aliases: ['datasets'],
    fields: {
      name: { type: 'text', order: false },
      digest: { type: 'text', order: false },
      context: { type: 'text', order: false },
    },
  },
  {
    name: 'git',
    aliases: [],
    extension: true,
    fields: { commit: { type: 'commit' }, branch: text, dirty: { type: 'boolean' } },
  },
];

const columns: Readonly<Record<string, Source>> = {
  run_id: { value: 'r.uuid' },
  run_name: { value: 'r.name' },
  user_id: { value: 'r.user_id' },
  // To MLflow's clients a lost run is still RUNNING; LOST is our word beside theirs.
  status: { value: 'r.status', words: { LOST: 'r.lost_since IS NOT NULL' } },
  artifact_uri: { value: 'r.artifact_uri' },
  start_time: { value: 'r.start_time' },
  end_time: { value: 'r.end_time' },
  // As runs show it: clocks that disagree make no negative one.
  duration: { value: 'max(0, r.end_time - r.start_time)' },
  experiment: { value: '(SELECT e.name FROM experiments e WHERE e.id = r.experiment)' },
  starred: { value: 'r.starred' },
};

const codeColumns: Readonly<Record<string, string>> = { commit: 'commit_id', branch: 'branch', dirty: 'dirty' };

/** Runs as the search language sees them; names of metrics, params and tags are looked up in `db`. */
export function runTarget(db: Db): Target {
  return {
    vocabulary: { name: 'runs', kinds },
    from: 'runs r',
    id: 'r.id',
    source: (entity) => sourceOf(db, entity),
    ties: [
      { value: 'r.start_time', descending: true },
      { value: 'r.uuid', descending: false },
    ],
  };
}

function sourceOf(db: Db, { kind, key }: Entity): Source {
  switch (kind) {
    case 'metric':
      return { from: 'metrics v', on: byKey(db, key), value: 'v.value' };
    case 'parameter':
      return { from: 'params v', on: byKey(db, key), value: 'v.value' };
    case 'tag':
      return { from: 'tags v', on: byKey(db, key), value: 'v.value' };
    case 'dataset':
      return datasetSource(key);
    case 'git':
      return { from: 'run_code v', on: { sql: 'v.run = r.id', bindings: [] }, value: `v.${column(codeColumns, key)}` };
    default:
      if (key === 'note') return { from: 'tags v', on: byKey(db, 'mlflow.note.content'), value: 'v.value' };
      return column(columns, key);
  }
}

/** No row has key -1: a name that was never logged is on no run. */
function byKey(db: Db, name: string): Sql {
  return { sql: 'v.run = r.id AND v.key = ?', bindings: [findKey(db, name) ?? -1] };
}

function datasetSource(key: string): Source {
  if (key === 'context') {
    const on = { sql: 'v.run = r.id AND v.key = ?', bindings: ['mlflow.data.context'] };
    return { from: 'input_tags v', on, value: 'v.value' };
  }
  return {
    from: 'inputs i JOIN datasets v ON v.id = i.dataset',
    on: { sql: 'i.run = r.id', bindings: [] },
    value: key === 'name' ? 'v.name' : 'v.digest',
  };
}

function column<T>(known: Readonly<Record<string, T>>, key: string): T {
  const found = known[key];
  if (found === undefined) throw new TypeError(`The search vocabulary has '${key}', the tables do not.`);
  return found;
}
