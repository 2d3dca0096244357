/** The user's settings of every VS Code that a test starts: quiet, offline, and with terminals whose text can be read. */
export const userSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // The GPU renderer draws the terminal on a canvas, which has no text to read.
  'terminal.integrated.gpuAcceleration': 'off',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
  'git.openRepositoryInParentFolders': 'never',
  'files.hotExit': 'off',
};
