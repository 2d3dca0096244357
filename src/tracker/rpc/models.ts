import { ModelTrailError } from '../../protocol/errors';
import type { ModelDocument, VersionDocument } from '../../protocol/registry';
import type { registryRpc } from '../../protocol/registryRpc';
import type { RpcParsed } from '../../protocol/rpc';
import {
  createModel,
  createVersion,
  deleteAlias,
  deleteModel,
  deleteTag,
  deleteVersion,
  describeModel,
  describeVersion,
  findModelOrNull,
  listModels,
  moveToStage,
  readAudit,
  readModel,
  readVersion,
  readVersionsOf,
  renameModel,
  replayUntil,
  resolveReference,
  setAlias,
  setTag,
  sourceOfRun,
  toEventDocument,
  toModelDocument,
  toStage,
  toStateDocument,
  toVerifyDocument,
  toVersionDocument,
  type Author,
  type ModelVersion,
  type Reference,
  type Written,
} from '../../registry';
import { readRunInfo } from '../../runs';
import { keepGateClosed, readGovernance, versionWithPolicy, withPolicy, type Governance } from '../gate';
import type { Services } from '../services';
import type { Handlers } from './handlers';

/** As many events of one version as its page shows; `models audit` has all. */
const historyLimit = 1000;
/** As many models as a policy is asked about at once. */
const modelLimit = 100_000;

function modelDocument({ db }: Services, name: string, stateOf: Governance): ModelDocument {
  const [model] = listModels(db, { name, limit: 1 }).models;
  if (!model) throw new ModelTrailError('MODEL_NOT_FOUND', `Registered Model with name=${name} not found`);
  return withPolicy(toModelDocument(model), stateOf(model.name));
}

function versionDocument({ artifactsFolder }: Services, version: ModelVersion, stateOf: Governance): VersionDocument {
  return versionWithPolicy(toVersionDocument(version, artifactsFolder), stateOf(version.name));
}

/** A model, and one of its versions where the reference names one, as they are now. */
function documentsOf(services: Services, { name, version }: Reference, stateOf: Governance) {
  return {
    model: modelDocument(services, name, stateOf),
    version:
      version === null ? null : versionDocument(services, readVersion(services.db, name, version.number), stateOf),
  };
}

type Named = RpcParsed<'models/delete'>['as'];

/** Changes the registry for the person at the command line or the editor. */
async function change<Result>(
  services: Services,
  as: Named,
  work: (author: Author, stateOf: Governance) => Result,
): Promise<Result & { warnings: { code: string; message: string }[] }> {
  const { audit, changes } = services;
  const stateOf = await readGovernance(services);
  const { result, warnings }: Written<Result> = await audit.write({ method: 'git', ...as }, (author) =>
    work(author, stateOf),
  );
  changes.list('models');
  return { ...result, warnings: [...warnings] };
}

export const modelHandlers: Handlers<keyof typeof registryRpc> = {
  'models/list': async ({ stage, governed, limit, after }, services) => {
    const { db } = services;
    const stateOf = await readGovernance(services);
    if (governed !== undefined) {
      const { models } = listModels(db, { stage: stage === undefined ? undefined : toStage(stage), limit: modelLimit });
      const all = models
        .map((model) => withPolicy(toModelDocument(model), stateOf(model.name)))
        .filter(({ policy }) => (policy !== 'none') === governed);
      const rest = after === undefined ? all : all.slice(all.findIndex(({ name }) => name === after) + 1);
      const page = rest.slice(0, limit);
      return {
        models: page,
        total: all.length,
        next: rest.length > limit ? (page.at(-1)?.name ?? null) : null,
        warnings: [],
      };
    }
    const query = { stage: stage === undefined ? undefined : toStage(stage), limit: limit + 1, after };
    const { models, total } = listModels(db, query);
    const shown = models.slice(0, limit);
    const next = models.length > limit ? (shown.at(-1)?.name ?? null) : null;
    const documents = shown.map((model) => withPolicy(toModelDocument(model), stateOf(model.name)));
    return { models: documents, total, next, warnings: [] };
  },

  'models/show': async ({ ref }, services) => {
    const stateOf = await readGovernance(services);
    const { db } = services;
    const { name, version } = resolveReference(db, ref);
    if (version === null) {
      const model = modelDocument(services, name, stateOf);
      const versions = readVersionsOf(db, model.id).map((each) => versionDocument(services, each, stateOf));
      return { model, versions, requests: [], warnings: [] };
    }
    const { events } = readAudit(db, { modelId: version.modelId, versionId: version.id, limit: historyLimit });
    return {
      model: name,
      version: versionDocument(services, version, stateOf),
      requests: [],
      history: events.map(toEventDocument),
      deployments: [],
      warnings: [],
    };
  },

  'models/register': async ({ as, ...params }, services) => {
    const answer = await change(services, as, (author, stateOf) => ({
      version: versionDocument(services, register(services, author, params), stateOf),
    }));
    return { ...answer, request: null, applied: false, reason: null };
  },

  'models/describe': ({ ref, description, as }, services) =>
    change(services, as, (author, stateOf) => {
      const { db } = services;
      const found = resolveReference(db, ref);
      const { name, version } = found;
      if (version) describeVersion(db, author, { name, number: version.number, description });
      else describeModel(db, author, { name, description });
      return documentsOf(services, found, stateOf);
    }),

  'models/rename': ({ name, newName, as }, services) =>
    change(services, as, (author, stateOf) => {
      renameModel(services.db, author, { name, newName });
      return { model: modelDocument(services, newName, stateOf) };
    }),

  'models/delete': ({ ref, as }, services) =>
    change(services, as, (author) => {
      const { db } = services;
      const { name, version } = resolveReference(db, ref);
      if (version) deleteVersion(db, author, { name, number: version.number });
      else deleteModel(db, author, name);
      return { model: name, version: version?.number ?? null };
    }),

  'models/alias': ({ name, alias, version, as }, services) =>
    change(services, as, (author, stateOf) => {
      const { db } = services;
      if (version === null) deleteAlias(db, author, { name, alias });
      else setAlias(db, author, { name, alias, number: version });
      return { model: modelDocument(services, name, stateOf) };
    }),

  'models/tag': ({ ref, tags, as }, services) =>
    change(services, as, (author, stateOf) => {
      const { db } = services;
      const found = resolveReference(db, ref);
      const of = found.version === null ? { name: found.name } : { name: found.name, number: found.version.number };
      db.transaction(() => {
        for (const [key, value] of Object.entries(tags)) {
          if (value === null) deleteTag(db, author, { ...of, key });
          else setTag(db, author, { ...of, tag: { key, value } });
        }
      }).immediate();
      return documentsOf(services, found, stateOf);
    }),

  'models/transition': async ({ ref, as, ...move }, services) => {
    // Resolved once: an alias that moved after the gate was judged would bring another version past it.
    const { name, number, stage } = versionNamed(services, ref);
    const governed = await keepGateClosed(services, { model: name, from: stage, to: move.stage });
    const archiveExisting = move.archiveExisting && !governed;
    const answer = await change(services, as, (author, stateOf) => {
      const { version, changes } = moveToStage(services.db, author, { name, number, ...move, archiveExisting });
      if (changes.length === 0) {
        throw new ModelTrailError('ALREADY_IN_STAGE', `${name} version ${number} is in ${version.stage} already.`);
      }
      return { version: versionDocument(services, version, stateOf), changes: [...changes] };
    });
    return { ...answer, request: null, applied: true, reason: null, deployments: [] };
  },

  'models/audit': ({ ref, ...query }, { db }) => {
    const found = ref === undefined ? null : resolveReference(db, ref);
    const modelId = found === null ? undefined : readModel(db, found.name).id;
    const { events, total } = readAudit(db, { ...query, modelId, versionId: found?.version?.id });
    return { events: events.map(toEventDocument), total, warnings: [] };
  },

  'models/verify': async ({ accept, as }, { audit }, signal) =>
    toVerifyDocument(
      accept === undefined ? await audit.verify(signal) : await audit.accept({ method: 'git', ...as }, accept, signal),
    ),

  'models/state': async ({ name, at }, { db, now }, signal) => {
    const replay = await replayUntil(db, at ?? null, signal);
    // A model that has another name by now is found by either.
    const current = name === undefined ? null : findModelOrNull(db, name);
    const isAsked = (model: { readonly id: string; readonly name: string }): boolean =>
      name === undefined || model.id === current?.id || model.name === name;
    return toStateDocument(replay, { at: at ?? now(), isAsked });
  },
};

function register(
  services: Services,
  author: Author,
  { name, runId, artifactPath, tags = {}, parents = [], ...more }: Omit<RpcParsed<'models/register'>, 'as'>,
): ModelVersion {
  const { db, artifactsFolder } = services;
  readRunInfo(db, runId);
  const source = sourceOfRun(db, { runId, artifactPath, artifactsFolder });
  const made = parents.map((parent) => {
    const { name: model, number } = versionNamed(services, parent);
    return `${model}/${number}`;
  });
  return db
    .transaction(() => {
      if (!findModelOrNull(db, name)) createModel(db, author, { name });
      return createVersion(db, author, {
        ...more,
        ...source,
        name,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
        parents: made,
        artifactsFolder,
      });
    })
    .immediate();
}

/** The version that a reference names. Throws `INVALID_VALUE` for one that names a model alone. */
function versionNamed({ db }: Services, ref: string): ModelVersion {
  const { version } = resolveReference(db, ref);
  if (version) return version;
  throw new ModelTrailError('INVALID_VALUE', `'${ref}' names a model, not one of its versions.`, {
    hint: 'Write NAME/2, NAME@alias or NAME/v1.2.3.',
  });
}
