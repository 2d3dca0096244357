import * as vscode from 'vscode';

/** The one log of the extension, under "ModelTrail" in the Output view. */
export const log = vscode.window.createOutputChannel('ModelTrail', { log: true });
