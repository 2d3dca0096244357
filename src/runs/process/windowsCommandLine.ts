/** Splits a Windows command line as the C runtime does: quotes group, backslashes escape only before a quote. */
export function splitWindowsCommandLine(text: string): string[] {
  const args: string[] = [];
  let current: string | null = null;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') {
      const run = /^\\+/.exec(text.slice(at))?.[0].length ?? 1;
      const beforeQuote = text[at + run] === '"';
      current = (current ?? '') + '\\'.repeat(beforeQuote ? Math.floor(run / 2) : run);
      at += run - 1;
      if (beforeQuote && run % 2 === 1) {
        current += '"';
        at += 1;
      }
    } else if (char === '"') {
      current ??= '';
      quoted = !quoted;
    } else if (!quoted && /\s/.test(char)) {
      if (current !== null) args.push(current);
      current = null;
    } else current = (current ?? '') + char;
  }
  return current === null ? args : [...args, current];
}
