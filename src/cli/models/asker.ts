/** Who acts, where Git's variables of this process name someone else than the folder's configuration does. */
export function readAsker(): { readonly name?: string; readonly email?: string } {
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } = process.env;
  return { ...(name ? { name } : {}), ...(email ? { email } : {}) };
}
