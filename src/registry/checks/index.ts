export * from './definitions';
export * from './facts';
export {
  evidenceSchema,
  hashInputs,
  makeEvidence,
  type Evidence,
  type EvidenceContext,
  type JudgedCheck,
} from './evidence';
export { defaultCounts } from './fairness';
export { readGroupCounts, type GroupCounts } from './groupCounts';
export { toTestResult } from './inToto';
export { judgeCheck } from './judge';
export { defaultCard } from './modelCard';
export { latestPoint } from './points';
export { foldTitle, isPlaceholder, readCard, splitFrontMatter, type CardContent } from './readCard';
export { conclude, toGate, type CheckResult, type CheckSource, type CheckStatus, type Judged } from './result';
