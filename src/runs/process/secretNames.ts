const secretWords: ReadonlySet<string> = new Set([
  ...['password', 'passwd', 'passphrase', 'pwd', 'secret', 'secrets', 'credential', 'credentials'],
  ...['apikey', 'authorization', 'bearer', 'cookie', 'auth', 'sig'],
]);

/** Words that mean a secret only behind one of these: a plain `key` or `signature` is anything. */
const secretAfter: Readonly<Record<string, ReadonlySet<string>>> = {
  key: new Set(['api', 'access', 'private', 'account', 'encryption', 'signing', 'ssh', 'license', 'storage', 'master']),
  pass: new Set(['', 'db', 'user', 'smtp', 'redis', 'proxy', 'mysql', 'ssh']),
  signature: new Set(['amz', 'goog']),
};

/** `token` is a secret unless it is one of a language model's vocabulary or a count of them. */
const vocabularyWords: ReadonlySet<string> = new Set([
  ...['pad', 'eos', 'bos', 'unk', 'mask', 'sep', 'cls', 'stop', 'start', 'end', 'begin', 'special', 'image', 'audio'],
  ...['max', 'min', 'num', 'per', 'next', 'new', 'first', 'last', 'prefix', 'suffix', 'forced', 'add', 'decoder'],
]);

/** True when an option, variable or key of this name is taken to hold a secret. */
export function isSecretName(name: string): boolean {
  const words = splitWords(name);
  return words.some((word, index) => {
    if (secretWords.has(word)) return true;
    if (word === 'token') return index === words.length - 1 && !words.some((other) => vocabularyWords.has(other));
    return Object.hasOwn(secretAfter, word) && secretAfter[word]?.has(words[index - 1] ?? '') === true;
  });
}

function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
