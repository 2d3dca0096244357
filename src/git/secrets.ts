import ignore from 'ignore';

/** Names of files that hold secrets, in `.gitignore` syntax; they never enter a snapshot. */
export const DEFAULT_SECRET_PATTERNS: readonly string[] = [
  '.env',
  '.env.*',
  '!.env.example',
  '!.env.sample',
  '!.env.template',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.ppk',
  '*.jks',
  '*.keystore',
  'id_rsa*',
  'id_dsa*',
  'id_ecdsa*',
  'id_ed25519*',
  'credentials',
  'credentials*.json',
  'service-account*.json',
  'service_account*.json',
  'client_secret*.json',
  'kaggle.json',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.npmrc',
  '.pgpass',
  '.htpasswd',
  '.git-credentials',
  '.databrickscfg',
];

/** A test for paths (relative, `/` between names) that one of the patterns names, whatever their case. */
export function secretTest(patterns: readonly string[]): (path: string) => boolean {
  const matcher = ignore({ ignorecase: true }).add([...patterns]);
  return (path) => ignore.isPathValid(path) && matcher.ignores(path);
}
