import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { ModelTrailError } from '../../../src/protocol/errors';
import {
  createModel,
  createVersion,
  deleteAlias,
  deleteModel,
  deleteTag,
  deleteVersion,
  describeModel,
  describeVersion,
  moveToStage,
  renameModel,
  replayUntil,
  setAlias,
  setTag,
  stages,
} from '../../../src/registry';
import { compareStates } from '../../../src/registry/audit/differences';
import { readTables } from '../../../src/registry/audit/tables';
import { RegistryFolder } from './registryFolder';

type Operation = (folder: RegistryFolder) => void;

const someName = fc.constantFrom('churn', 'Fraud', 'CHURN', 'größe');
const someNumber = fc.integer({ min: 1, max: 4 });
const someAlias = fc.constantFrom('champion', 'Canary', 'b');
const someKey = fc.constantFrom('team', '__proto__', 'k');
const someText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', '\ud800', '\u0000', '__proto__'),
);

/** Any change of the registry, with arguments that often fit. */
const someOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(someName, someText, someKey).map(([name, description, key]): Operation => (folder) => {
    createModel(folder.db, folder.author(), { name, description, tags: [{ key, value: description }] });
  }),
  fc.tuple(someName, someText, someKey).map(([name, description, key]): Operation => (folder) => {
    const tags = [{ key, value: description }];
    const source = 's3://bucket/model';
    createVersion(folder.db, folder.author(), { name, source, description, tags, artifactsFolder: folder.path });
  }),
  fc
    .tuple(someName, someNumber, fc.constantFrom(...stages), fc.boolean())
    .map(([name, number, stage, archiveExisting]): Operation => (folder) => {
      moveToStage(folder.db, folder.author(), { name, number, stage, archiveExisting });
    }),
  fc.tuple(someName, someNumber, someAlias).map(([name, number, alias]): Operation => (folder) => {
    setAlias(folder.db, folder.author(), { name, number, alias });
  }),
  fc.tuple(someName, someAlias).map(([name, alias]): Operation => (folder) => {
    deleteAlias(folder.db, folder.author(), { name, alias });
  }),
  fc
    .tuple(someName, fc.option(someNumber, { nil: undefined }), someKey, someText)
    .map(([name, number, key, value]): Operation => (folder) => {
      const of = number === undefined ? { name } : { name, number };
      setTag(folder.db, folder.author(), { ...of, tag: { key, value } });
    }),
  fc
    .tuple(someName, fc.option(someNumber, { nil: undefined }), someKey)
    .map(([name, number, key]): Operation => (folder) => {
      deleteTag(folder.db, folder.author(), { ...(number === undefined ? { name } : { name, number }), key });
    }),
  fc.tuple(someName, someNumber, someText).map(([name, number, description]): Operation => (folder) => {
    describeVersion(folder.db, folder.author(), { name, number, description });
  }),
  fc.tuple(someName, someText).map(([name, description]): Operation => (folder) => {
    describeModel(folder.db, folder.author(), { name, description });
  }),
  fc.tuple(someName, someName).map(([name, newName]): Operation => (folder) => {
    renameModel(folder.db, folder.author(), { name, newName });
  }),
  fc.tuple(someName, someNumber).map(([name, number]): Operation => (folder) => {
    deleteVersion(folder.db, folder.author(), { name, number });
  }),
  someName.map((name): Operation => (folder) => {
    deleteModel(folder.db, folder.author(), name);
  }),
);

/** Changes that make no sense are refused, as people's are. */
function attempt(folder: RegistryFolder, operation: Operation): void {
  try {
    operation(folder);
  } catch (error) {
    if (!(error instanceof ModelTrailError)) throw error;
  }
}

const statesOf = async ({ db }: RegistryFolder) => {
  const replay = await replayUntil(db, null);
  return { models: replay.modelStates(), versions: replay.versionStates() };
};

describe('the replay of the log', () => {
  it('tells what the tables have, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someOperation, { maxLength: 40 }), async (operations) => {
        const folder = await RegistryFolder.make();
        try {
          createModel(folder.db, folder.author(), { name: 'churn' });
          for (const operation of operations) attempt(folder, operation);
          const { differences } = compareStates(await statesOf(folder), readTables(folder.db));
          assert.deepEqual(differences, []);
        } finally {
          await folder.remove();
        }
      }),
      { numRuns: 60 },
    );
  });

  describe('until a time', () => {
    let folder: RegistryFolder;
    beforeEach(async () => (folder = await RegistryFolder.make()));
    afterEach(() => folder.remove());

    const move = (number: number, stage: string): number => {
      moveToStage(folder.db, folder.author(), { name: 'churn', number, stage, archiveExisting: true });
      return folder.now;
    };
    const inProduction = async (at: number): Promise<number[]> =>
      [...(await replayUntil(folder.db, at)).versions.values()]
        .filter(({ stage }) => stage === 'Production')
        .map(({ version }) => version);

    it('knows what was in Production then', async () => {
      folder.fill('churn', 2);
      const first = move(1, 'Production');
      const second = move(2, 'Production');
      assert.deepEqual(await inProduction(first - 1), []);
      assert.deepEqual(await inProduction(first), [1]);
      assert.deepEqual(await inProduction(second - 1), [1]);
      assert.deepEqual(await inProduction(second), [2]);
      assert.equal((await replayUntil(folder.db, 0)).versions.size, 0);
    });

    it('orders by the log where a clock went back, and says that it did', async () => {
      folder.fill('churn', 1);
      const before = folder.now;
      folder.now -= 3600_000;
      const early = move(1, 'Production');
      const skewed = folder.rows().filter(({ action }) => action === 'clock.skewed');
      assert.equal(skewed.length, 1);
      const body = JSON.parse(skewed[0]?.body ?? '') as { behindMs: number; causeSeq: number };
      assert.deepEqual([body.behindMs, body.causeSeq], [before - early, 3]);
      // It happened after the registration, so it cannot have been in Production before that.
      assert.deepEqual(await inProduction(early), []);
      assert.deepEqual(await inProduction(before), [1]);
      move(1, 'Staging');
      assert.equal(folder.rows().filter(({ action }) => action === 'clock.skewed').length, 1);
    });
  });
});
