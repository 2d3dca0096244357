import { isSecretName } from './secretNames';

/** What stands in the place of a secret. */
export const mask = '***';

/** Longer arguments are cut and further ones left out: all of it is kept with every run. */
const maxArgumentLength = 8_192;
const maxCommandLength = 65_536;

const option = /^-{1,2}([A-Za-z][\w.-]*)$/;
const assignment = /^(-{0,2}[\w.+~@/-]+=)(.*)$/s;
// Names are bounded so that a long text without any takes a time that only grows with its length.
const pairName = /(?<!\w)(["']?)([A-Za-z_][\w.-]{0,79})\1\s*[=:]\s*/g;
const pairValue = /"[^"]*"|'[^']*'|(?:Bearer|Basic)\s+[^\s"']+|[^\s,;&)}"']+/y;
const nestedOption = /(--?([A-Za-z][\w.-]{0,79})\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;
const addressCredentials = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]*):[^\s/@]+@/gi;
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
    .map((shape) => String.raw`(?<![\w-])${shape}`)
    .join('|'),
  'g',
);

/**
 * The command line with secrets replaced by `***`: values of options and assignments whose name says so
 * (`--password=x`, `--hf-token x`, `db.secret=x`), also inside a quoted script, credentials in addresses, and tokens
 * known by their shape. Names of model inputs such as `--max-tokens` or `--pad_token` are left alone.
 */
export function maskCommandLine(args: readonly string[]): string[] {
  const masked: string[] = [];
  let room = maxCommandLength;
  for (const [index, arg] of args.entries()) {
    if (room <= 0) break;
    const kept = arg.slice(0, Math.min(maxArgumentLength, room));
    room -= kept.length + 1;
    const name = option.exec(args[index - 1] ?? '')?.[1];
    const isSecret = name !== undefined && isSecretName(name) && !arg.startsWith('--');
    masked.push(isSecret ? mask : maskArgument(kept));
  }
  return masked;
}

function maskArgument(arg: string): string {
  const [, head, value] = assignment.exec(arg) ?? [];
  if (head !== undefined && value !== undefined && value !== '' && isSecretName(head)) return head + mask;
  return maskText(arg);
}

/** Any text with the secrets in it replaced, by the same rules. */
export function maskText(text: string): string {
  return maskPairs(text.replace(addressCredentials, `$1:${mask}@`))
    .replace(nestedOption, (whole: string, head: string, name: string) =>
      isSecretName(name) ? `${head}${mask}` : whole,
    )
    .replace(knownTokens, mask);
}

/** Masks values behind secret names; what another name's value holds is looked at as well. */
function maskPairs(text: string): string {
  let masked = '';
  let copied = 0;
  for (const found of text.matchAll(pairName)) {
    const valueStart = found.index + found[0].length;
    if (found.index < copied || !isSecretName(found[2] ?? '')) continue;
    pairValue.lastIndex = valueStart;
    const value = pairValue.exec(text)?.[0] ?? '';
    if (value === '') continue;
    masked += text.slice(copied, valueStart) + mask;
    copied = valueStart + value.length;
  }
  return masked + text.slice(copied);
}
