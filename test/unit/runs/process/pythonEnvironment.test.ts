import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  findProcessByConnection,
  readProcess,
  readPythonEnvironment,
  readRunEnvironment,
} from '../../../../src/runs/process';
import { pythonClient, Stage } from './realProcesses';

const run = promisify(execFile);

/** What the real Python says of itself. */
async function askPython(expression: string): Promise<string> {
  const { stdout } = await run('python3', ['-c', `import sys, json; print(${expression})`]);
  return stdout.trim();
}

describe('the Python environment of a process', () => {
  let stage: Stage;
  let folder: string;
  let base: { executable: string; version: string; series: string };

  before(async () => {
    const executable = await realpath(await askPython('sys.executable'));
    const version = await askPython('sys.version.split()[0]');
    base = { executable, version, series: version.split('.').slice(0, 2).join('.') };
  });

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'modeltrail-python-')));
    stage = new Stage();
    await stage.open();
  });

  afterEach(async () => {
    await stage.close();
    await rm(folder, { recursive: true });
  });

  /** A virtual environment as `python -m venv` makes it, with the given entries in site-packages. */
  async function makeVenv(packages: readonly string[], config = ''): Promise<{ python: string; site: string }> {
    const root = join(folder, 'venv');
    const site = join(root, 'lib', `python${base.series}`, 'site-packages');
    await mkdir(join(root, 'bin'), { recursive: true });
    for (const name of packages) await mkdir(join(site, name), { recursive: true });
    await writeFile(
      join(root, 'pyvenv.cfg'),
      `home = ${dirname(base.executable)}\nversion = ${base.series}.0\n${config}`,
    );
    await symlink(base.executable, join(root, 'bin', 'python'));
    return { python: join(root, 'bin', 'python'), site };
  }

  async function environmentOf(
    file: string,
    {
      script = pythonClient,
      ...options
    }: { script?: string; cwd?: string; env?: NodeJS.ProcessEnv; argv0?: string } = {},
  ) {
    const { connection } = await stage.connect(file, ['-c', script, String(stage.localPort)], options);
    const details = await readProcess((await findProcessByConnection(connection))!);
    return { details: details!, environment: await readPythonEnvironment(details!) };
  }

  const names = ['numpy-2.4.6.dist-info', 'scikit_learn-1.5.0.dist-info', 'PyYAML-6.0-py3.11.egg-info'];
  const packages = { numpy: '2.4.6', pyyaml: '6.0', 'scikit-learn': '1.5.0' };

  it('is the virtual environment whose interpreter was started', async () => {
    const { python } = await makeVenv([...names, 'numpy', '~andas-2.0.dist-info']);
    const { environment, details } = await environmentOf(python);
    assert.deepEqual(environment, {
      ...{ language: 'python', version: base.version, interpreter: python, prefix: join(folder, 'venv'), packages },
    });
    const run = await readRunEnvironment(details);
    assert.deepEqual([run.python, run.packages], [base.version, packages]);
  });

  it('is found when the interpreter was named by a relative path or through PATH', async () => {
    const { python } = await makeVenv(names);
    const env = { ...process.env, PATH: `${dirname(python)}${delimiter}${process.env['PATH'] ?? ''}` };
    for (const options of [
      { argv0: 'venv/bin/python', cwd: folder },
      { argv0: 'python', env },
    ])
      assert.deepEqual((await environmentOf(python, options)).environment?.packages, packages);
  });

  it('is found by VIRTUAL_ENV when the process has renamed itself', async () => {
    const { python } = await makeVenv(names);
    const env = { ...process.env, VIRTUAL_ENV: join(folder, 'venv') };
    assert.deepEqual((await environmentOf(python, { argv0: 'ray::worker', env })).environment?.packages, packages);
  });

  it('is found by a loaded library when the process has renamed itself and no variable tells', async () => {
    const { python, site } = await makeVenv(names);
    const library = join(site, 'core.so');
    await writeFile(library, 'x'.repeat(4096));
    const map = `import mmap; f = open(${JSON.stringify(library)}, "rb"); m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)`;
    const { VIRTUAL_ENV: _active, ...env } = process.env;
    const { environment } = await environmentOf(python, {
      script: `${map}\n${pythonClient}`,
      argv0: 'ray::worker',
      env,
    });
    assert.deepEqual(environment?.packages, packages);
  });

  it('is not mistaken for a shim of the same name earlier on the PATH', async () => {
    const { python } = await makeVenv(names);
    await writeFile(join(folder, 'python'), '#!/bin/sh\n');
    const env = { ...process.env, PATH: `${folder}${delimiter}${dirname(python)}` };
    assert.equal((await environmentOf(python, { argv0: 'python', env })).environment?.interpreter, python);
  });

  it('is found in an environment made of copies', async () => {
    const { python } = await makeVenv(names, 'include-system-site-packages = true\n');
    await rm(python);
    await copyFile(base.executable, python);
    const { environment } = await environmentOf(python);
    assert.deepEqual([environment?.prefix, environment?.version], [join(folder, 'venv'), base.version]);
    const beneath = (await environmentOf(base.executable)).environment?.packages;
    assert.deepEqual(environment?.packages, { ...beneath, ...packages });
  });

  it('is not the active one when another interpreter was started', async () => {
    await makeVenv(names);
    const env = { ...process.env, VIRTUAL_ENV: join(folder, 'venv') };
    const { environment } = await environmentOf(base.executable, { env });
    assert.equal(environment?.prefix, dirname(dirname(base.executable)));
  });

  it('sees a package that was installed meanwhile', async () => {
    const { python, site } = await makeVenv(names);
    const { details } = await environmentOf(python);
    await readPythonEnvironment(details);
    await mkdir(join(site, 'torch-2.9.0+cu128.dist-info'));
    assert.equal((await readPythonEnvironment(details))?.packages['torch'], '2.9.0+cu128');
  });

  it('reads name and version from the metadata where the folder name lacks them', async () => {
    const { python, site } = await makeVenv(['My.Tool.egg-info']);
    await writeFile(
      join(site, 'My.Tool.egg-info', 'PKG-INFO'),
      'Metadata-Version: 2.1\nName: My.Tool\nVersion: 0.3\n\nVersion: 9',
    );
    await writeFile(join(site, 'old.egg-info'), 'Name: old\nVersion: 1.0\n');
    assert.deepEqual((await environmentOf(python)).environment?.packages, { 'my-tool': '0.3', old: '1.0' });
  });

  it('adds the packages beneath when the virtual environment includes them', async () => {
    const { python } = await makeVenv(['pip-0.0.1.dist-info'], 'include-system-site-packages = true\n');
    const { environment } = await environmentOf(python);
    assert.equal(environment?.packages['pip'], '0.0.1');
    const beneath = (await environmentOf(base.executable)).environment?.packages ?? {};
    assert.deepEqual({ ...beneath, pip: '0.0.1' }, environment.packages);
  });

  it('adds what conda alone has installed', async () => {
    const { python } = await makeVenv(['numpy-2.4.6.dist-info']);
    const meta = join(folder, 'venv', 'conda-meta');
    await mkdir(meta);
    for (const name of ['cuda-nvcc-12.8.61-h0.json', 'numpy-2.0.0-py311h6.json', 'python-3.11.7-h9_0.json', 'history'])
      await writeFile(join(meta, name), '');
    const { environment } = await environmentOf(python);
    assert.deepEqual(environment?.packages, { 'cuda-nvcc': '12.8.61', numpy: '2.4.6' });
  });

  it('is that of the installed Python, as Python itself reports it', async () => {
    const { environment } = await environmentOf('python3');
    const distributions = 'list(__import__("importlib.metadata").metadata.distributions())[::-1]';
    const name = '__import__("re").sub("[-_.]+", "-", d.name).lower()';
    const script = `json.dumps({${name.replace('d.name', 'd.metadata["Name"]')}: d.version for d in ${distributions}})`;
    assert.equal(environment?.version, base.version);
    assert.deepEqual({ ...environment.packages }, JSON.parse(await askPython(script)));
  });
});
