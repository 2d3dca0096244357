import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../store';

const tables = { metric: 'metrics', parameter: 'params', tag: 'tags' } as const;
export type KeyKind = keyof typeof tables;
const kinds = Object.keys(tables) as readonly KeyKind[];

/** How many runs of each experiment have a key, by the key's name. */
type Counts = Map<string, Map<string, number>>;

interface Usage {
  readonly counts: Readonly<Record<KeyKind, Counts>>;
  /** State of the store it tells of. */
  readonly version: number;
}

export interface Pace {
  /** A count that takes longer than this goes on behind the answer. */
  readonly answerWithinMs: number;
  /** How long the count then holds up what else the tracker does, each time. */
  readonly sliceMs: number;
}

const usualPace: Pace = { answerWithinMs: 25, sliceMs: 8 };
/** A long count is not begun again before so many times its own length have passed. */
const rest = 20;
/** Keys of one kind, and of one run, that are told apart: a store may have a million. */
const mostKeys = 50_000;

/**
 * Which keys the active runs of a store have, and how many of them. Counting walks all runs, the newest first: a small
 * store is counted anew for each question, a large one in slices between other work, while what is known so far answers.
 */
export class KeyUsage {
  readonly #db: Db;
  readonly #pace: Pace;
  #known: Usage | null = null;
  #counting: Counting | null = null;
  #notBefore = 0;

  constructor(db: Db, pace = usualPace) {
    this.#db = db;
    this.#pace = pace;
  }

  /** Keys of a kind with how many active runs have them; `experimentIds` null: of all experiments. */
  read(kind: KeyKind, experimentIds: readonly string[] | null): ReadonlyMap<string, number> {
    this.#refresh();
    const counts = (this.#known ?? this.#counting?.usage)?.counts[kind] ?? new Map<string, Map<string, number>>();
    const wanted = experimentIds ?? [...counts.keys()];
    const [only] = wanted;
    if (wanted.length === 1 && only !== undefined) return counts.get(only) ?? new Map<string, number>();
    const total = new Map<string, number>();
    for (const id of wanted) {
      for (const [key, runs] of counts.get(id) ?? []) total.set(key, (total.get(key) ?? 0) + runs);
    }
    return total;
  }

  #refresh(): void {
    const version = versionOf(this.#db);
    if (this.#counting || this.#known?.version === version) return;
    if (this.#known && performance.now() < this.#notBefore) return;
    const counting = new Counting(this.#db, version);
    this.#counting = counting;
    if (counting.advance(this.#pace.answerWithinMs)) this.#finish(counting);
    else void this.#goOn(counting);
  }

  async #goOn(counting: Counting): Promise<void> {
    try {
      do {
        await setImmediate();
        if (!this.#db.open) return;
      } while (!counting.advance(this.#pace.sliceMs));
      this.#finish(counting);
    } catch {
      // The store is damaged: the next question says so.
      this.#counting = null;
    }
  }

  #finish(counting: Counting): void {
    this.#counting = null;
    this.#known = counting.usage;
    const isLong = counting.spentMs > this.#pace.answerWithinMs;
    this.#notBefore = isLong ? performance.now() + rest * counting.spentMs : 0;
  }
}

class Counting {
  readonly usage: Usage;
  readonly #db: Db;
  readonly #names = new Map<number, string>();
  readonly #distinct: Record<KeyKind, Set<number>> = { metric: new Set(), parameter: new Set(), tag: new Set() };
  /** Runs below this row are still to be counted. */
  #below = Number.MAX_SAFE_INTEGER;
  spentMs = 0;

  constructor(db: Db, version: number) {
    this.#db = db;
    this.usage = { counts: { metric: new Map(), parameter: new Map(), tag: new Map() }, version };
  }

  /** Counts for about so long; true when every run is counted. */
  advance(forMs: number): boolean {
    const start = performance.now();
    const next = prepared(
      this.#db,
      `SELECT id, CAST(experiment AS TEXT) AS experiment FROM runs
       WHERE id < ? AND lifecycle = 'active' ORDER BY id DESC LIMIT 50`,
    );
    try {
      for (;;) {
        const runs = next.all(this.#below) as readonly { readonly id: number; readonly experiment: string }[];
        if (runs.length === 0) return true;
        for (const { id, experiment } of runs) {
          for (const kind of kinds) this.#count(kind, id, experiment);
          this.#below = id;
          if (performance.now() - start >= forMs) return false;
        }
      }
    } finally {
      this.spentMs += performance.now() - start;
    }
  }

  #count(kind: KeyKind, run: number, experiment: string): void {
    const sql = `SELECT key FROM ${tables[kind]} WHERE run = ? LIMIT ${mostKeys}`;
    const rows = prepared(this.#db, sql).all(run) as readonly { readonly key: number }[];
    const counts = this.usage.counts[kind];
    let ofExperiment = counts.get(experiment);
    if (!ofExperiment) counts.set(experiment, (ofExperiment = new Map<string, number>()));
    const distinct = this.#distinct[kind];
    for (const { key } of rows) {
      if (distinct.size >= mostKeys && !distinct.has(key)) continue;
      distinct.add(key);
      const name = this.#nameOf(key);
      ofExperiment.set(name, (ofExperiment.get(name) ?? 0) + 1);
    }
  }

  #nameOf(key: number): string {
    let name = this.#names.get(key);
    if (name === undefined) {
      const row = prepared(this.#db, 'SELECT name FROM keys WHERE id = ?').get(key) as { readonly name: string };
      name = row.name;
      this.#names.set(key, name);
    }
    return name;
  }
}

/** A number that is another after every change: the tracker alone writes to its store. */
function versionOf(db: Db): number {
  return (prepared(db, 'SELECT total_changes() AS changes').get() as { readonly changes: number }).changes;
}
