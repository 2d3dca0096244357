// Natives and services that the server of the npm package leaves out, and what any reload of the page says.
const alwaysSaid = [
  /spdlog|native-watchdog|watchdog|vscode-sqlite3|Service ?Worker|bad HTTP response|404 \(Not Found\)/,
  /ENOTFOUND|AgentHost|tsserver|Timed out waiting for authentication provider/,
  // Said in a window without any extension of ours; an error of ours has its own words.
  /An unknown error occurred\. Please consult the log for more details/,
  /Long running operations during shutdown|IndexedDB|IDBTransaction|Throttler|Canceled: Canceled/,
];

/** Whether a console text is one that this server says whatever runs in it. */
export function isServerNoise(text: string): boolean {
  return alwaysSaid.some((pattern) => pattern.test(text));
}
