/** What makes two names the same: Unicode's simple case fold of NFC. */
export function foldName(name: string): string {
  return Array.from(name.normalize('NFC'), (character) => {
    const upper = single(character.toUpperCase()) ?? character;
    return single(upper.toLowerCase()) ?? character;
  }).join('');
}

/** A simple fold never makes more characters of one, as ß → SS does. */
function single(text: string): string | null {
  return Array.from(text).length === 1 ? text : null;
}
