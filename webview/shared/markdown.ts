/** Inline text: what a note may hold. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly content: readonly Inline[] }
  | { readonly kind: 'link'; readonly url: string; readonly content: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const bullet = /^\s*[-*+]\s+(.*)$/;
const numbered = /^\s*\d+[.)]\s+(.*)$/;
const heading = /^(#{1,6})\s+(.*)$/;
const fence = /^\s*```/;

/**
 * The small part of Markdown that notes use: headings, paragraphs, flat lists, fenced code, bold, italic, code and
 * links to web addresses. Everything else, HTML above all, stays text.
 */
export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let index = 0;
  const takeWhile = (wanted: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[index]; line !== undefined && wanted(line); line = lines[index]) {
      taken.push(line);
      index += 1;
    }
    return taken;
  };
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const title = heading.exec(line);
    const item = bullet.test(line) ? bullet : numbered.test(line) ? numbered : null;
    if (line.trim() === '') {
      index += 1;
    } else if (fence.test(line)) {
      index += 1;
      const text = takeWhile((next) => !fence.test(next)).join('\n');
      index += 1;
      blocks.push({ kind: 'code', text });
    } else if (title !== null) {
      index += 1;
      blocks.push({ kind: 'heading', level: (title[1] ?? '').length, content: parseInline(title[2] ?? '') });
    } else if (item !== null) {
      const items = takeWhile((next) => item.test(next)).map((next) => parseInline(item.exec(next)?.[1] ?? ''));
      blocks.push({ kind: 'list', ordered: item === numbered, items });
    } else {
      const text = takeWhile((next) => isPlain(next)).join('\n');
      blocks.push({ kind: 'paragraph', content: parseInline(text) });
    }
  }
  return blocks;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && !fence.test(line) && !heading.test(line) && !bullet.test(line) && !numbered.test(line);
}

const inline =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\s][^*\n]*)\*|(?<![\w])_([^_\n]+)_(?![\w])|\[([^\]\n]+)\]\((https?:\/\/[^\s()]+)\)|(https?:\/\/[^\s<>()]+)/;

/** Inline marks of one piece of text. Only `http` and `https` become links. */
export function parseInline(text: string): readonly Inline[] {
  const match = inline.exec(text);
  if (match === null) return text === '' ? [] : [{ kind: 'text', text }];
  const [whole, code, strong, starred, underscored, label, url, bare] = match;
  const before = text.slice(0, match.index);
  const after = parseInline(text.slice(match.index + whole.length));
  const emphasis = starred ?? underscored;
  const node: Inline =
    code !== undefined
      ? { kind: 'code', text: code }
      : strong !== undefined
        ? { kind: 'strong', content: parseInline(strong) }
        : emphasis !== undefined
          ? { kind: 'emphasis', content: parseInline(emphasis) }
          : label !== undefined && url !== undefined
            ? { kind: 'link', url, content: [{ kind: 'text', text: label }] }
            : { kind: 'link', url: bare ?? '', content: [{ kind: 'text', text: bare ?? '' }] };
  return [...(before === '' ? [] : [{ kind: 'text', text: before } as const]), node, ...after];
}
