// Virtual environments of the tests: one for each test/clients/requirements-<name>.txt, made once.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The interpreter of a set's environment, made anew when its requirements or the system's Python changed. */
export function ensureEnvironment(name) {
  const requirements = `test/clients/requirements-${name}.txt`;
  const folder = resolve('.venv', name);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const system = process.platform === 'win32' ? 'python' : 'python3';
  const version = execFileSync(system, ['--version'], { encoding: 'utf8' });
  const stamp = join(folder, 'made-from.txt');
  const wanted = version + readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  console.log(`Making the Python environment ${folder} …`);
  rmSync(folder, { recursive: true, force: true });
  execFileSync(system, ['-m', 'venv', folder], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  execFileSync(python, pip, { stdio: 'inherit' });
  writeFileSync(stamp, wanted);
  return python;
}
