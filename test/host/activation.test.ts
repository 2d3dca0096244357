import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as z from 'zod';

const manifestSchema = z.object({
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })).default([]) }).default({ commands: [] }),
});

describe('activation', () => {
  it('leaves the extension active', () => {
    assert.equal(vscode.extensions.getExtension('modeltrail.modeltrail')?.isActive, true);
  });

  it('registers every command that the manifest contributes', async () => {
    const manifest = manifestSchema.parse(vscode.extensions.getExtension('modeltrail.modeltrail')?.packageJSON);
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
