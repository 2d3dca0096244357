import { ModelTrailError } from '../protocol/errors';
import type { ModelDocument, VersionDocument } from '../protocol/registry';
import { readPolicy, ruleFor, toStage } from '../registry';
import type { Services } from './services';

type PolicyState = ModelDocument['policy'];

const badgesOf = { ok: [], none: ['no-policy'], unprotected: ['policy-unprotected'], invalid: [] } as const;

/** Whether the folder's policy governs a model, by the model's name. */
export type Governance = (model: string) => PolicyState;

/** Reads {@link Governance} from the policy as it is now. */
export async function readGovernance({ layout }: Services): Promise<Governance> {
  const { source, policy } = await readPolicy(layout.folder);
  if (source.kind === 'none') return () => 'none';
  if (policy === null) return () => 'invalid';
  return (model) => (ruleFor(policy, model) === null ? 'none' : source.protected ? 'ok' : 'unprotected');
}

/** The document with what the policy says of its model. */
export function withPolicy(document: ModelDocument, state: PolicyState): ModelDocument {
  return { ...document, policy: state, badges: [...badgesOf[state]] };
}

/** As {@link withPolicy}, for a version. */
export function versionWithPolicy(document: VersionDocument, state: PolicyState): VersionDocument {
  return { ...document, badges: [...badgesOf[state]] };
}

/**
 * Refuses to move a version of a governed model: its gate is not judged yet, and a gate that cannot be judged is closed.
 * A policy that cannot be read closes the gate of every model. Resolves to whether the model is governed, for a version
 * that is in the stage already: its incumbents must stay too. Throws `POLICY_INVALID` and `GATE_FAILED`.
 */
export async function keepGateClosed(
  services: Services,
  move: { readonly model: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  const isMove = toStage(move.to) !== move.from;
  const { source, policy, problems } = await readPolicy(services.layout.folder);
  if (source.kind === 'none') return false;
  if (policy !== null && ruleFor(policy, move.model) === null) return false;
  if (!isMove) return true;
  if (policy === null) {
    const [first] = problems;
    const where = first ? ` line ${first.line}: ${first.message}` : ' cannot be read.';
    throw new ModelTrailError('POLICY_INVALID', `gates.yaml${where}`, { hint: 'Run: modeltrail gates check' });
  }
  throw new ModelTrailError(
    'GATE_FAILED',
    `${move.model} is governed by gates.yaml, whose checks and approvals cannot be judged yet: its gate stays closed.`,
  );
}
