import { isSecretName } from './secretNames';

/** What stands in the place of a secret. */
export const mask = '***';

/** Longer arguments are cut: a program's whole source may stand in one, and all of it is kept with every run. */
const maxArgumentLength = 8_192;
const maxArguments = 1_000;

const option = /^-{1,2}([A-Za-z][\w.-]*)$/;
const assignment = /^(-{0,2}[\w.+~@/-]+=)(.*)$/s;
const pair = /(["']?)([A-Za-z_][\w.-]*)\1(\s*[=:]\s*)("[^"]*"|'[^']*'|(?:Bearer|Basic)\s+[^\s"']+|[^\s,;&)}"']+)/g;
const nestedOption = /(--?([A-Za-z][\w.-]*)\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;
const addressCredentials = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi;
const knownTokens = new RegExp(
  [
    String.raw`hf_[A-Za-z0-9]{20,}`,
    String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
    String.raw`github_pat_\w{20,}`,
    String.raw`glpat-[\w-]{20,}`,
    String.raw`sk-[\w-]{20,}`,
    String.raw`xox[abprs]-[\w-]{10,}`,
    String.raw`dapi[0-9a-f]{32}`,
    String.raw`(?:AKIA|ASIA)[0-9A-Z]{16}`,
    String.raw`AIza[\w-]{35}`,
    String.raw`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+`,
  ]
    .map((shape) => String.raw`\b${shape}`)
    .join('|'),
  'g',
);

/**
 * The command line with secrets replaced by `***`: values of options and assignments whose name says so
 * (`--password=x`, `--hf-token x`, `db.secret=x`), also inside a quoted script, credentials in addresses, and tokens
 * known by their shape. Names of model inputs such as `--max-tokens` or `--pad_token` are left alone.
 */
export function maskCommandLine(args: readonly string[]): string[] {
  return args.slice(0, maxArguments).map((arg, index) => {
    const previous = option.exec(args[index - 1] ?? '')?.[1];
    if (previous !== undefined && isSecretName(previous) && !arg.startsWith('--')) return mask;
    return maskArgument(arg.slice(0, maxArgumentLength));
  });
}

function maskArgument(arg: string): string {
  const [, head, value] = assignment.exec(arg) ?? [];
  if (head !== undefined && value !== undefined && value !== '' && isSecretName(head)) return head + mask;
  return maskText(arg);
}

/** Any text with the secrets in it replaced, by the same rules. */
export function maskText(text: string): string {
  return text
    .replace(addressCredentials, `$1:${mask}@`)
    .replace(pair, (whole: string, quote: string, name: string, sign: string) =>
      isSecretName(name) ? `${quote}${name}${quote}${sign}${mask}` : whole,
    )
    .replace(nestedOption, (whole: string, head: string, name: string) =>
      isSecretName(name) ? `${head}${mask}` : whole,
    )
    .replace(knownTokens, mask);
}
