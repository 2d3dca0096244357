import { isAlias, isMap, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import type { Path, ProblemCode } from './problems';
import { limits, type Refusal } from './yamlTokens';

/** Offsets of a value and of its key. */
export interface Spot {
  readonly value: number;
  readonly key: number;
}

export function spotKey(path: Path): string {
  return JSON.stringify(path);
}

/** Plain values of a syntax tree; undefined as a whole where aliases stand for too much. */
export interface Built {
  readonly value: unknown;
  /** By {@link spotKey}. */
  readonly spots: ReadonlyMap<string, Spot>;
  readonly refusals: readonly (Refusal & { readonly path: Path })[];
}

/** Makes plain values of a tree, remembering where each stood; aliases are followed within the limits. */
export function buildValues(root: unknown): Built {
  const builder = new Builder();
  const value = builder.visit(root, [], { near: 0 });
  return { value: builder.isFull ? undefined : value, spots: builder.spots, refusals: builder.refusals };
}

/** Offsets to fall back on: the key's, and that of what is around. */
interface Around {
  readonly key?: number;
  readonly near: number;
}

class Builder {
  readonly spots = new Map<string, Spot>();
  readonly refusals: (Refusal & { readonly path: Path })[] = [];
  isFull = false;
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  /** The alias in the text that is being followed, which others may stand in. */
  private outer: { readonly offset: number; readonly path: Path } | null = null;
  private aliasedNodes = 0;

  visit(node: unknown, path: Path, around: Around): unknown {
    if (this.isFull) return undefined;
    const offset = offsetOf(node) ?? around.near;
    this.spots.set(spotKey(path), { value: offset, key: around.key ?? offset });
    if (this.outer) this.countAliased(this.outer);
    if (path.length > limits.depth) {
      this.refuse('SIZE', offset, path, `Nothing may be nested deeper than ${limits.depth} levels.`);
      return undefined;
    }
    if (isAlias(node)) return this.follow(node.source, path, { key: around.key, near: offset });
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.anchor !== undefined && node.anchor !== '') this.anchors.set(node.anchor, node);
    if (node.tag !== undefined && !plainTags.has(node.tag)) {
      this.refuse('SYNTAX', offset, path, `Tags such as '${node.tag}' are not allowed.`);
      return undefined;
    }
    if (isScalar(node)) return node.value;
    this.open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => this.visit(item, [...path, index], { near: offset }))
      : this.visitPairs(node.items, path, offset);
    this.open.delete(node);
    return value;
  }

  private countAliased(outer: { readonly offset: number; readonly path: Path }): void {
    this.aliasedNodes += 1;
    if (this.aliasedNodes <= limits.aliasedNodes) return;
    this.isFull = true;
    const message = `Aliases may stand for at most ${limits.aliasedNodes} nodes.`;
    this.refuse('ALIAS_LIMIT', outer.offset, outer.path, message);
  }

  private follow(name: string, path: Path, around: Around): unknown {
    const target = this.anchors.get(name);
    if (target === undefined || this.open.has(target)) {
      const code = target === undefined ? 'SYNTAX' : 'ALIAS_LIMIT';
      const message = target === undefined ? `There is no anchor '${name}' above.` : `'${name}' holds itself.`;
      this.refuse(code, around.near, path, message);
      return undefined;
    }
    const above = this.outer;
    this.outer ??= { offset: around.near, path };
    const value = this.visit(target, path, around);
    this.outer = above;
    return value;
  }

  private visitPairs(pairs: readonly { readonly key: unknown; readonly value: unknown }[], path: Path, near: number) {
    const found = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const at = offsetOf(key) ?? near;
      const name = nameOf(key);
      if (name === null) this.refuse('TYPE', at, path, 'A key must be plain text.');
      else if (name === '<<') this.refuse('SYNTAX', at, path, "Merge keys ('<<') are not allowed.");
      else if (name === '__proto__') this.refuse('UNKNOWN_KEY', at, path, "There can be no key '__proto__'.");
      else if (found.has(name)) {
        this.refuse('DUPLICATE_KEY', at, [...path, name], `The key '${name}' stands here twice.`);
      } else found.set(name, this.visit(value, [...path, name], { key: at, near: at }));
    }
    return Object.fromEntries(found);
  }

  private refuse(code: ProblemCode, offset: number, path: Path, message: string): void {
    this.refusals.push({ code, offset, path, message });
  }
}

const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node as ParsedNode).range[0] : undefined;
}

/** A key as it is written: `1` and `no` are names here. */
function nameOf(key: unknown): string | null {
  if (!isScalar(key) || (key.tag !== undefined && !plainTags.has(key.tag))) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}
