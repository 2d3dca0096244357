import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { diffArtifacts } from '../../src/editor/artifacts';
import { saveMarkdown } from '../../src/editor/saveMarkdown';
import type { Api } from '../../src/extension';
import { layoutOf } from '../../src/protocol/layout';
import { eventually } from '../support/eventually';

describe('what the compare page has the editor do', () => {
  let api: Api;
  let scratch: string;

  const session = () => {
    const [only] = api.sessions.all;
    assert.ok(only, 'a trusted folder has a session');
    return only;
  };

  before(async () => {
    api = (await vscode.extensions.getExtension<Api>('modeltrail.modeltrail')?.activate()) as Api;
    scratch = await mkdtemp(join(tmpdir(), 'modeltrail-report-'));
  });

  after(() => rm(scratch, { recursive: true, force: true }));

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function answering(answers: object, work: () => Promise<void>): Promise<void> {
    const { showSaveDialog, showWarningMessage } = vscode.window;
    try {
      Object.assign(vscode.window, answers);
      await work();
    } finally {
      Object.assign(vscode.window, { showSaveDialog, showWarningMessage });
    }
  }

  const report = {
    markdown: '![acc](comparison-acc.svg)\n',
    pictures: [{ path: 'comparison-acc.svg', svg: '<svg/>' }],
  };
  const toFile = { showSaveDialog: () => Promise.resolve(vscode.Uri.file(join(scratch, 'report.md'))) };

  it('saves a report with its pictures beside it, and shows it', async () => {
    await answering(toFile, () => saveMarkdown(session(), report));
    assert.deepEqual((await readdir(scratch)).sort(), ['comparison-acc.svg', 'report.md']);
    assert.equal(await readFile(join(scratch, 'report.md'), 'utf8'), report.markdown);
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'report.md');
  });

  it('replaces pictures that are there only when the user says so', async () => {
    await writeFile(join(scratch, 'comparison-acc.svg'), 'mine');
    await answering({ ...toFile, showWarningMessage: () => Promise.resolve(undefined) }, () =>
      saveMarkdown(session(), report),
    );
    assert.equal(await readFile(join(scratch, 'comparison-acc.svg'), 'utf8'), 'mine');
  });

  it('refuses a picture whose name leads elsewhere', async () => {
    const odd = { markdown: '', pictures: [{ path: '../x.svg', svg: '' }] };
    await assert.rejects(saveMarkdown(session(), odd), /is no name of a picture/);
  });

  it("opens two runs' artifacts in the diff editor", async () => {
    const runs = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const { id, artifactUri } = await session().ask('runs/create', { experiment: 'report', name });
        const root = join(
          layoutOf(session().folder.uri.fsPath).artifacts,
          artifactUri.replace(/^mlflow-artifacts:/, ''),
        );
        await mkdir(root, { recursive: true });
        await writeFile(join(root, 'notes.txt'), `${name}\n`);
        return id;
      }),
    );
    const side = (id: string | undefined) => ({ id: id ?? '', path: 'notes.txt' });
    await diffArtifacts(session(), { from: side(runs[0]), to: side(runs[1]) });
    const inputs = (): unknown[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => input);
    await eventually('The diff editor', inputs, (all) => all.some((input) => input instanceof vscode.TabInputTextDiff));
  });
});
