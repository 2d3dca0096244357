import { toError } from '../../protocol/errors';
import { readYaml } from '../artifacts/yamlText';

/** A section of a card: `sentences` are those below its heading, deeper sections included, placeholders left out. */
export interface CardSection {
  /** As {@link foldTitle} gives it. */
  readonly title: string;
  readonly sentences: readonly string[];
}

/** What a model card says; `problem` when its front matter cannot be read. */
export interface CardContent {
  readonly frontMatter: Readonly<Record<string, unknown>>;
  readonly sections: readonly CardSection[];
  readonly problem: string | null;
}

/** Reads a model card: Markdown with YAML between two lines of `---` at its start. */
export function readCard(text: string, { keepPlaceholders = false } = {}): CardContent {
  const { yaml, body } = splitFrontMatter(text);
  const sections = readSections(body, keepPlaceholders);
  try {
    const frontMatter = yaml === null ? {} : readYaml(yaml, 'The front matter');
    if (isRecord(frontMatter)) return { frontMatter, sections, problem: null };
    return { frontMatter: {}, sections, problem: 'The front matter is no map of keys and values.' };
  } catch (error) {
    return { frontMatter: {}, sections, problem: toError(error).message };
  }
}

/** The YAML of a card, null without one, and the Markdown after it. */
export function splitFrontMatter(text: string): { readonly yaml: string | null; readonly body: string } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n/);
  const end = lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') : -1;
  if (end === -1) return { yaml: null, body: lines.join('\n') };
  return { yaml: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n') };
}

/** A title without case, emphasis, code marks, closing `#` and double spaces. */
export function foldTitle(title: string): string {
  return title.trim().replace(/\s#+$/, '').replace(/[*_`]/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

interface Block {
  readonly title: string;
  readonly level: number;
  readonly lines: string[];
}

function readSections(body: string, keepPlaceholders: boolean): readonly CardSection[] {
  const blocks = readBlocks(body.replace(/<!--[\s\S]*?(?:-->|$)/g, ''));
  return blocks.map(({ title, level }, at) => {
    const next = blocks.findIndex((block, index) => index > at && block.level <= level);
    const lines = blocks.slice(at, next === -1 ? undefined : next).flatMap((block) => [...block.lines, '']);
    return {
      title,
      sentences: readSentences(lines.join('\n')).filter((one) => keepPlaceholders || !isPlaceholder(one)),
    };
  });
}

/** Headings with the lines up to the next one; code is neither heading nor sentence. */
function readBlocks(body: string): readonly Block[] {
  const blocks: Block[] = [];
  let fence = '';
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '') fence = mark.startsWith(fence) ? '' : fence;
    else addLine(blocks, line);
  }
  return blocks;
}

function addLine(blocks: Block[], line: string): void {
  const lines = blocks.at(-1)?.lines ?? [];
  const [, marks, title = ''] = /^ {0,3}(#{1,6})(?:\s(.*))?$/.exec(line) ?? [];
  const underline = /^ {0,3}(=+|-+)\s*$/.exec(line)?.[1];
  const above = lines.at(-1)?.trim() ?? '';
  if (marks) {
    blocks.push({ title: foldTitle(title), level: marks.length, lines: [] });
  } else if (underline && above !== '') {
    lines.pop();
    blocks.push({ title: foldTitle(above), level: underline.startsWith('=') ? 1 : 2, lines: [] });
  } else {
    lines.push(line);
  }
}

/** Sentences with a letter or digit, of paragraphs and list items whose lines are joined. */
function readSentences(text: string): readonly string[] {
  return text
    .split(/\n[^\S\n]*\n|\n(?=[^\S\n]*(?:[-*+]|\d+[.)])[^\S\n])/)
    .flatMap((paragraph) => paragraph.replaceAll('\n', ' ').split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Whether a text only holds the place of one that is to be written. */
export function isPlaceholder(text: string): boolean {
  return (
    /\[?More Information Needed\]?/i.test(text) ||
    /\bTODO\b|\bTBD\b|\{\{[^}]*\}\}/.test(text) ||
    /^[\s.…*_-]*$/.test(text)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
