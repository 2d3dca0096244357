import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { exportTable } from '../../src/editor/table/exportTable';
import type { Api } from '../../src/extension';
import { eventually } from '../support/eventually';
import { countListeners } from '../support/listeners';

describe('the run table', () => {
  let api: Api;
  let scratch: string;
  const ids: string[] = [];

  const session = () => {
    const [only] = api.sessions.all;
    assert.ok(only, 'a trusted folder has a session');
    return only;
  };

  before(async () => {
    api = (await vscode.extensions.getExtension<Api>('modeltrail.modeltrail')?.activate()) as Api;
    scratch = await mkdtemp(join(tmpdir(), 'modeltrail-table-'));
    for (const name of ['one', 'two']) {
      ids.push((await session().ask('runs/create', { experiment: 'table', name })).id);
    }
  });

  after(() => rm(scratch, { recursive: true, force: true }));

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const open = (...args: readonly unknown[]) => vscode.commands.executeCommand('modeltrail.runs.openTable', ...args);

  const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);

  const waitForTabs = (expected: readonly string[]): Promise<unknown> =>
    eventually('The tabs', tabs, (labels) => labels.join() === expected.join());

  it('has one tab a folder, and one of its own for given runs', async () => {
    await open();
    await open();
    await waitForTabs(['Runs']);
    await open(ids, session().folder.uri.toString());
    await open([...ids].reverse(), session().folder.uri.toString());
    await waitForTabs(['Runs', 'Table of 2 Runs']);
  });

  it('is narrowed by an experiment of the tree in the same tab', async () => {
    await open();
    const node = await eventually(
      'The experiment in the tree',
      async () =>
        (await api.runs.getChildren()).find((each) => each.kind === 'experiment' && each.experiment.name === 'table'),
      (found) => found !== undefined,
    );
    await open(node, [node]);
    await waitForTabs(['Runs']);
  });

  it('leaves no listener behind when its tab is closed', async () => {
    const before = countListeners(session());
    for (let round = 0; round < 10; round += 1) {
      await open();
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    await eventually(
      'As many listeners as before',
      () => countListeners(session()),
      (count) => count === before,
    );
  });

  describe('exports', () => {
    const { showSaveDialog } = vscode.window;
    let target: vscode.Uri | undefined;

    before(() => {
      Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
    });
    after(() => {
      Object.assign(vscode.window, { showSaveDialog });
    });

    const table = {
      query: { filter: "experiment = 'table'", sort: [{ column: 'name', descending: false }] },
      columns: ['name'],
    };

    it('writes the format that the ending of the file says', async () => {
      for (const [ending, expected] of [
        ['csv', /^name\r?\none\r?\ntwo\r?\n$/],
        ['json', /^\{[^]*"one"[^]*"two"/],
        ['md', /^\| Run [^]*\| one [^]*\| two /],
        ['PARQUET', /^PAR1/],
      ] as const) {
        target = vscode.Uri.file(join(scratch, `runs.${ending}`));
        await exportTable(session(), table);
        assert.match((await readFile(target.fsPath)).toString('latin1'), expected);
      }
    });

    it('writes nothing without a file, and says which endings there are', async () => {
      target = undefined;
      await exportTable(session(), table);
      target = vscode.Uri.file(join(scratch, 'runs.xlsx'));
      await assert.rejects(exportTable(session(), table), { code: 'INVALID_VALUE' });
      await assert.rejects(readFile(target.fsPath), { code: 'ENOENT' });
    });
  });
});
