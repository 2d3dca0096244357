import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { layoutOf, type Layout } from '../../../src/protocol/layout';
import { savedView, type SavedView } from '../../../src/protocol/table';
import { prepareHome } from '../../../src/tracker/folder';
import { deleteView, listViews, saveView } from '../../../src/tracker/savedViews';

function view(name: string, { shared = true, filter = '' } = {}): SavedView {
  return savedView.parse({ name, shared, layout: { query: { filter }, columns: [{ column: 'name', width: 200 }] } });
}

describe('saved views of the run table', () => {
  let folder: string;
  let layout: Layout;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-views-'));
    layout = layoutOf(folder);
    prepareHome(layout);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const names = async (): Promise<string[]> =>
    (await listViews(layout)).views.map(({ name, shared }) => `${name}${shared ? ' (shared)' : ''}`);

  it('lists none where none was saved', async () => {
    assert.deepEqual(await listViews(layout), { views: [], problems: [] });
  });

  it('gives back what was saved, sorted by name, the shared and the own of one name side by side', async () => {
    const [own, shared, other] = [
      view('best', { shared: false }),
      view('best', { filter: 'metrics.acc > 0.9' }),
      view('all'),
    ];
    for (const each of [own, shared, other]) await saveView(layout, each);
    assert.deepEqual((await listViews(layout)).views, [other, shared, own]);
  });

  it('lets Git see the shared ones alone', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    await saveView(layout, view('for all'));
    await saveView(layout, view('for me', { shared: false }));
    const seen = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], { cwd: folder, encoding: 'utf8' });
    assert.deepEqual(seen.trim().split('\n'), ['.modeltrail/views/for-all.json']);
  });

  it('replaces the view of the same name and kind, and leaves no draft behind', async () => {
    await saveView(layout, view('best'));
    await saveView(layout, view('best', { filter: "status = 'FAILED'" }));
    const { views } = await listViews(layout);
    assert.deepEqual(
      views.map((each) => each.layout.query.filter),
      ["status = 'FAILED'"],
    );
    assert.deepEqual(await readdir(layout.views), ['best.json']);
  });

  it('gives every name a file that every system takes, and two names never the same', async () => {
    const hostile = ['a/b', 'a\\b', '../a', 'a:b', 'CON', '...', '🦊', 'Ünïcode 研究', 'A-B', 'x'.repeat(80)];
    const files = new Set<string>();
    for (const name of hostile) files.add(basename(await saveView(layout, view(name))).toLowerCase());
    assert.equal(files.size, hostile.length);
    for (const file of files) assert.match(file, /^(?!con\.)[\p{L}\p{N}_-][\p{L}\p{N}._-]*\.json$/u);
    assert.deepEqual((await listViews(layout)).views.map(({ name }) => name).sort(), [...hostile].sort());
  });

  it('goes by the name in the file, whatever the file is called', async () => {
    await saveView(layout, view('best'));
    const text = await readFile(join(layout.views, 'best.json'), 'utf8');
    await writeFile(join(layout.views, 'copied.json'), text.replace('"best"', '"other"'));
    await saveView(layout, view('other', { filter: 'x' }));
    assert.deepEqual((await readdir(layout.views)).sort(), ['best.json', 'copied.json']);
    await deleteView(layout, { name: 'other', shared: true });
    assert.deepEqual(await names(), ['best (shared)']);
  });

  it('tells files that are no views in a sentence, keeps them, and lists the others', async () => {
    await saveView(layout, view('good'));
    const bad: Record<string, string> = {
      'conflict.json': '<<<<<<< HEAD\n{"version": 1}\n=======\n{}\n>>>>>>> other\n',
      'half.json': '{"version": 1, "name": ',
      'later.json': JSON.stringify({ ...view('later'), version: 2 }),
      'lost.json': JSON.stringify({ version: 1, name: 'lost', layout: { query: {} } }),
      'zwin.json': await readFile(join(layout.views, 'good.json'), 'utf8'),
    };
    for (const [file, text] of Object.entries(bad)) await writeFile(join(layout.views, file), text);
    const { problems } = await listViews(layout);
    assert.deepEqual(await names(), ['good (shared)']);
    assert.equal(problems.length, 5);
    assert.match(problems[0] ?? '', /^\.modeltrail\/views\/conflict\.json is no saved view: .*merge conflict/);
    assert.match(problems[1] ?? '', /half\.json is no saved view: it is not JSON/);
    assert.match(problems[2] ?? '', /later\.json is no saved view: 'version'/);
    assert.match(problems[3] ?? '', /lost\.json is no saved view: 'layout\.columns'/);
    assert.match(problems[4] ?? '', /zwin\.json is left out: another file holds a view named 'good' too\./);
    for (const [file, text] of Object.entries(bad))
      assert.equal(await readFile(join(layout.views, file), 'utf8'), text);
  });

  it('never writes over a file that is no view', async () => {
    await mkdir(layout.views, { recursive: true });
    await writeFile(join(layout.views, 'best.json'), 'notes of somebody');
    await saveView(layout, view('best'));
    assert.equal(await readFile(join(layout.views, 'best.json'), 'utf8'), 'notes of somebody');
    assert.deepEqual(await names(), ['best (shared)']);
  });

  it('says which view is not there, and what is in the way of saving one', async () => {
    await assert.rejects(deleteView(layout, { name: 'gone', shared: false }), { code: 'VIEW_NOT_FOUND' });
    await writeFile(join(layout.home, 'views'), 'a file');
    await assert.rejects(saveView(layout, view('best')), { code: 'FOLDER_BLOCKED' });
  });
});
