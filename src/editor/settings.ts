import * as vscode from 'vscode';
import * as z from 'zod';

/** The settings, each with the value that counts when VS Code hands over something else. */
const schema = {
  'tracking.enabled': z.boolean().catch(true),
  'terminal.connect': z.enum(['auto', 'always', 'never']).catch('auto'),
} as const;

export type SettingName = keyof typeof schema;
export type SettingValue<Name extends SettingName> = z.output<(typeof schema)[Name]>;

/** Reads one setting, for a folder where it may differ by folder. */
export function readSetting<Name extends SettingName>(name: Name, scope?: vscode.Uri): SettingValue<Name> {
  const value: unknown = vscode.workspace.getConfiguration('modeltrail', scope).get(name);
  return schema[name].parse(value) as SettingValue<Name>;
}

/** Calls back when one of our settings changes. */
export function onSettingChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('modeltrail')) listener();
  });
}
