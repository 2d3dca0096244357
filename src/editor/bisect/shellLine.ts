export type Shell = 'posix' | 'powershell' | 'cmd';

/** The kind of shell behind a program's path, as `vscode.env.shell` has it. */
export function shellOf(path: string): Shell {
  const name = path.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
  if (/^(pwsh|powershell)/.test(name)) return 'powershell';
  return name.startsWith('cmd') ? 'cmd' : 'posix';
}

/**
 * A command as one line that a person could have typed: nothing in it is a control character, so that nothing runs before
 * Enter is pressed. Null for what the shell cannot be told in one line.
 */
export function toShellLine(args: readonly string[], shell: Shell): string | null {
  const words = args.map((arg) => quote(arg, shell));
  if (words.some((word) => word === null)) return null;
  const line = words.join(' ');
  // PowerShell takes a quoted first word for a text, not for a program.
  return shell === 'powershell' && line.startsWith("'") ? `& ${line}` : line;
}

const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;

function quote(arg: string, shell: Shell): string | null {
  if (control.test(arg)) return shell === 'posix' ? quoteControl(arg) : null;
  if (/^[\w@+=:,./-]+$/.test(arg)) return arg;
  switch (shell) {
    case 'posix':
      return `'${arg.replaceAll("'", String.raw`'\''`)}'`;
    case 'powershell':
      return `'${arg.replaceAll("'", "''")}'`;
    case 'cmd':
      // Inside quotes cmd still replaces %NAME%, and has no way to write a quote.
      return /["%!]/.test(arg) ? null : `"${arg}"`;
  }
}

function quoteControl(arg: string): string {
  const escaped = arg.replace(/[\\'\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\\' || character === "'"
      ? `\\${character}`
      : [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return `$'${escaped}'`;
}
