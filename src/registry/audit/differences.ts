import type { KeyValue } from '../../runs';
import type { Corrections } from './events';
import type { ModelState, VersionState } from './state';

/** Something that the tables have otherwise than the log tells; null where one of them lacks it. */
export interface Difference {
  readonly what:
    'model' | 'version' | 'name' | 'description' | 'semver' | 'stage' | 'source' | 'digest' | 'alias' | 'tag';
  readonly model: string;
  readonly version: number | null;
  readonly log: string | null;
  readonly table: string | null;
}

interface Side {
  readonly models: readonly ModelState[];
  readonly versions: readonly VersionState[];
}

/** What differs between log and tables, and what the log would need to be told to agree. */
export function compareStates(log: Side, table: Side): { differences: Difference[]; corrections: Corrections } {
  const differences: Difference[] = [];
  const models: ModelState[] = [];
  const versions: VersionState[] = [];
  const unknown: string[] = [];
  const names = new Map([...log.models, ...table.models].map((model) => [model.id, model.name]));
  const numbers = new Map([...log.versions, ...table.versions].map((version) => [version.id, version.version]));
  for (const [told, kept] of pairs(log.models, table.models)) {
    const model = names.get((told ?? kept)?.id ?? '') ?? '';
    const found = compareModels(told, kept, numbers).map((part) => ({ ...part, model, version: null }));
    differences.push(...found);
    if (found.length > 0 && kept) models.push(kept);
    if (!kept && told) unknown.push(told.id);
  }
  for (const [told, kept] of pairs(log.versions, table.versions)) {
    const either = told ?? kept;
    const model = names.get(either?.modelId ?? '') ?? '';
    const found = compareVersions(told, kept).map((part) => ({ ...part, model, version: either?.version ?? null }));
    differences.push(...found);
    if (found.length > 0 && kept) versions.push(kept);
    if (!kept && told) unknown.push(told.id);
  }
  return { differences, corrections: { models, versions, unknown } };
}

type Part = Pick<Difference, 'what' | 'log' | 'table'>;

function compareModels(
  log: ModelState | undefined,
  table: ModelState | undefined,
  numbers: ReadonlyMap<string, number>,
): Part[] {
  if (!log || !table) return [{ what: 'model', log: log?.lifecycle ?? null, table: table?.lifecycle ?? null }];
  const toVersion = ({ key, value }: KeyValue): KeyValue => ({ key, value: String(numbers.get(value) ?? value) });
  return [
    ...compareTexts('model', log.lifecycle, table.lifecycle),
    ...compareTexts('name', log.name, table.name),
    ...compareTexts('description', log.description, table.description),
    ...comparePairs('tag', log.tags, table.tags),
    ...comparePairs('alias', log.aliases.map(toVersion), table.aliases.map(toVersion)),
  ];
}

function compareVersions(log: VersionState | undefined, table: VersionState | undefined): Part[] {
  if (!log || !table) return [{ what: 'version', log: log?.lifecycle ?? null, table: table?.lifecycle ?? null }];
  const since = ({ stage, stageSince }: VersionState): string => `${stage} since ${new Date(stageSince).toISOString()}`;
  return [
    ...compareTexts('version', log.lifecycle, table.lifecycle),
    ...compareTexts('version', String(log.version), String(table.version)),
    ...compareTexts('version', log.modelId, table.modelId),
    ...(log.stage !== table.stage
      ? compareTexts('stage', log.stage, table.stage)
      : compareTexts('stage', since(log), since(table))),
    ...compareTexts('semver', log.semver, table.semver),
    ...compareTexts('source', log.source, table.source),
    ...compareTexts('source', log.location, table.location),
    ...compareTexts('source', log.runId, table.runId),
    ...compareTexts('digest', log.rootDigest, table.rootDigest),
    ...compareTexts('description', log.description, table.description),
    ...comparePairs('tag', log.tags, table.tags),
  ];
}

function compareTexts(what: Part['what'], log: string | null, table: string | null): Part[] {
  return log === table ? [] : [{ what, log, table }];
}

function comparePairs(what: Part['what'], log: readonly KeyValue[], table: readonly KeyValue[]): Part[] {
  if (log.length === 0 && table.length === 0) return [];
  const told = new Map(log.map(({ key, value }) => [key, value]));
  const kept = new Map(table.map(({ key, value }) => [key, value]));
  const written = (key: string, value: string | undefined): string | null =>
    value === undefined ? null : `${key}=${value}`;
  return [...new Set([...told.keys(), ...kept.keys()])].flatMap((key) =>
    compareTexts(what, written(key, told.get(key)), written(key, kept.get(key))),
  );
}

function pairs<Entry extends { readonly id: string }>(
  log: readonly Entry[],
  table: readonly Entry[],
): (readonly [Entry | undefined, Entry | undefined])[] {
  const told = new Map(log.map((entry) => [entry.id, entry]));
  const kept = new Map(table.map((entry) => [entry.id, entry]));
  return [...new Set([...told.keys(), ...kept.keys()])].map((id) => [told.get(id), kept.get(id)]);
}
