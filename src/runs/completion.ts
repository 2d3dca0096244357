import { plural } from '../protocol/format';
import type { QueryClause } from '../protocol/searchRpc';
import {
  checkFilter,
  completeFilter,
  listValues,
  readClauses,
  type Completions,
  type Entity,
  type FilterProblem,
  type Known,
  type SearchContext,
} from '../search';
import type { Db } from '../store';
import { KeyUsage, type KeyKind } from './keyUsage';
import { scope } from './search';
import { runTarget } from './searchTarget';

export interface CompletionQuery {
  readonly text: string;
  /** In UTF-16 units of the text. */
  readonly caret: number;
  /** Keys and values of runs in these experiments; null for all. */
  readonly experimentIds: readonly string[] | null;
  readonly context: SearchContext;
}

export interface CompletedFilter extends Completions {
  readonly error: FilterProblem | null;
  readonly clauses: readonly QueryClause[] | null;
}

/** The values of a key that are offered at once, and its keys. */
const mostKnown = 100;

const usages = new WeakMap<Db, KeyUsage>();

const statuses: readonly Known[] = [
  { text: 'RUNNING', detail: 'trains now' },
  { text: 'SCHEDULED', detail: 'has not begun' },
  { text: 'FINISHED', detail: 'ended well' },
  { text: 'FAILED', detail: 'ended with an error' },
  { text: 'KILLED', detail: 'was stopped' },
  { text: 'LOST', detail: 'its process is gone' },
];

/** What may stand at the caret of a filter of runs, what it is made of, and what is wrong with it. */
export function completeRunFilter(db: Db, { text, caret, experimentIds, context }: CompletionQuery): CompletedFilter {
  const target = runTarget(db);
  const source = {
    keys: (kind: string, typed: string) => findKeys(db, kind as KeyKind, { typed, experimentIds }),
    values: (entity: Entity, typed: string) =>
      entity.key === 'status' && entity.kind === 'attribute'
        ? statuses
        : listValues(db, target, entity, {
            where: scope({ experimentIds, viewType: 'ACTIVE_ONLY' }),
            typed,
            limit: mostKnown,
          }).map(({ text: value, rows }) => ({ text: value, detail: usedIn(rows) })),
  };
  return {
    ...completeFilter(text, Math.min(caret, text.length), { vocabulary: target.vocabulary, source }),
    error: checkFilter(text, target, context),
    clauses: readClauses(text),
  };
}

function findKeys(
  db: Db,
  kind: KeyKind,
  { typed, experimentIds }: { readonly typed: string; readonly experimentIds: readonly string[] | null },
): readonly Known[] {
  let usage = usages.get(db);
  if (!usage) usages.set(db, (usage = new KeyUsage(db)));
  const wanted = typed.toLowerCase();
  const found: { text: string; runs: number; begins: boolean }[] = [];
  for (const [text, runs] of usage.read(kind, experimentIds)) {
    const at = text.toLowerCase().indexOf(wanted);
    if (at >= 0) found.push({ text, runs, begins: at === 0 });
  }
  return found
    .sort(
      (one, other) =>
        Number(other.begins) - Number(one.begins) || other.runs - one.runs || (one.text < other.text ? -1 : 1),
    )
    .slice(0, mostKnown)
    .map(({ text, runs }) => ({ text, detail: usedIn(runs) }));
}

function usedIn(runs: number): string {
  return `in ${plural(runs, 'run')}`;
}
