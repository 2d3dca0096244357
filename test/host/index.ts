import Mocha from 'mocha';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const testLimit = 60_000;

/**
 * Runs every test file of this folder inside the extension host; VS Code calls it. Results go to the file named by
 * `MODELTRAIL_TEST_RESULTS`, as the host passes no console through unchanged. Rejects on a failure or without tests.
 */
export async function run(): Promise<void> {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.js'),
  );
  if (files.length === 0) throw new Error(`No test file below ${__dirname}.`);
  const output = process.env.MODELTRAIL_TEST_RESULTS;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: testLimit,
    reporter: output === undefined ? 'spec' : 'json',
    reporterOptions: { output },
  });
  mocha.suite.beforeAll('the extension activates', async () => {
    const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
    if (extension === undefined) throw new Error('VS Code does not know the extension modeltrail.modeltrail.');
    await extension.activate();
  });
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} host tests failed.`));
      else if (runner.stats?.passes === 0) reject(new Error('The host test files hold no test.'));
      else resolve();
    });
  });
}
