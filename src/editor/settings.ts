import * as vscode from 'vscode';

const connections = ['auto', 'always', 'never'] as const;

/** The settings, each with the value that counts when VS Code hands over something else. */
const readers = {
  'tracking.enabled': (value: unknown) => value !== false,
  'terminal.connect': (value: unknown) => connections.find((one) => one === value) ?? 'auto',
} as const;

export type SettingName = keyof typeof readers;
export type SettingValue<Name extends SettingName> = ReturnType<(typeof readers)[Name]>;

/** Reads one setting, for a folder where it may differ by folder. */
export function readSetting<Name extends SettingName>(name: Name, scope?: vscode.Uri): SettingValue<Name> {
  return readers[name](vscode.workspace.getConfiguration('modeltrail', scope).get(name)) as SettingValue<Name>;
}

/** Calls back when one of our settings changes. */
export function onSettingChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('modeltrail')) listener();
  });
}
