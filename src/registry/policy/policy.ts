import type { CheckDefinition } from './checkSchema';
import type { Move, PolicyFile } from './policySchema';
import type { Slot } from './slots';

/** What a rule asks of one move; durations in milliseconds. */
export interface Transition {
  /** Ids of checks, `all` written out. */
  readonly checks: readonly string[];
  readonly approvals: readonly Slot[];
  readonly apply: 'auto' | 'manual';
  readonly archive_incumbent: boolean;
  readonly min_soak: number | null;
  readonly needs_successor: boolean;
}

export interface Rule {
  readonly match: string;
  readonly checks: readonly CheckDefinition[];
  readonly transitions: Readonly<Partial<Record<Move, Transition>>>;
}

export type Person = PolicyFile['people'][string];

/** A whole policy: every default filled in, durations in milliseconds, sizes in bytes. Keys are those of the file. */
export interface Policy extends Omit<
  PolicyFile,
  'read_from' | 'signers' | 'on_register' | 'mirror' | 'models' | 'emergency' | 'rollback'
> {
  readonly read_from: string | null;
  readonly signers: string | null;
  readonly on_register: NonNullable<PolicyFile['on_register']> | null;
  readonly mirror: { readonly gto: NonNullable<PolicyFile['mirror']['gto']> | null };
  readonly models: readonly Rule[];
  readonly emergency: NonNullable<PolicyFile['emergency']> | null;
  /** `checks` null: the rule's integrity checks. */
  readonly rollback: Omit<PolicyFile['rollback'], 'checks'> & { readonly checks: readonly string[] | null };
}

/** Fills in what depends on more than one key. */
export function toPolicy(file: PolicyFile): Policy {
  return {
    ...file,
    read_from: file.read_from ?? null,
    signers: file.signers ?? null,
    on_register: file.on_register ?? null,
    mirror: { gto: file.mirror.gto ?? null },
    models: file.models.map(toRule),
    emergency: file.emergency ?? null,
    rollback: { ...file.rollback, checks: file.rollback.checks ?? null },
  };
}

function toRule({ match, checks, transitions }: PolicyFile['models'][number]): Rule {
  const ids = checks.map(({ id }) => id);
  const entries = Object.entries(transitions).map(([move, given]) => {
    const transition: Transition = {
      checks: given.checks.includes('all') ? ids : [...new Set(given.checks)],
      approvals: given.approvals,
      apply: given.apply,
      archive_incumbent: given.archive_incumbent ?? move.endsWith('-> Production'),
      min_soak: given.min_soak ?? null,
      needs_successor: given.needs_successor,
    };
    return [move, transition] as const;
  });
  return { match, checks, transitions: Object.fromEntries(entries) };
}
