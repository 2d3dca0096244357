export { parsePolicy, type ParsedPolicy } from './parsePolicy';
export { isUsable, type Problem, type ProblemCode } from './problems';
export type { CheckDefinition } from './checkSchema';
export type { Person, Policy, Rule, Transition } from './policy';
export { moves, type Move } from './policySchema';
export {
  readPolicy,
  readPolicyAt,
  readPolicyCopy,
  type PolicyReading,
  type PolicySource,
  type ReadPolicyOptions,
} from './readPolicy';
export { matchesGlob, rollbackChecks, ruleFor } from './rules';
export { fillSlots, type Filler, type Slot } from './slots';
export { policyPath } from './source';
export { personOf } from './unfillable';
export { toJsonSchema } from './jsonSchema';
