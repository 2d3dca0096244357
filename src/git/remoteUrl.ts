/** A remote's address as it may be stored and shown: user names, passwords, tokens, queries and fragments removed. */
export function withoutCredentials(url: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1').replace(/[?#].*$/s, '');
  }
  // `user@host:path` of SSH: the user is no secret there, a password cannot be written.
  return url.replace(/^([^/\\@:]+):[^/\\@]*@/, '$1@');
}
