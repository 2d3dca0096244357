import { judgeDataset } from './dataset';
import type { FactCheck, PipelineCheck } from './definitions';
import { judgeDrift } from './drift';
import type { Facts } from './facts';
import { judgeFairness } from './fairness';
import { judgeGit } from './git';
import { judgeIntegrity } from './integrity';
import { judgeLatency } from './latency';
import { judgeLineage } from './lineage';
import { judgeMetric } from './metric';
import { judgeModelCard } from './modelCard';
import { conclude, type Judged } from './result';
import { judgeSize } from './size';

/** Judges a check by the facts, reading nothing else: the same facts give the same answer. */
export function judgeCheck(check: FactCheck, facts: Facts): Judged {
  switch (check.kind) {
    case 'metric':
      return judgeMetric(check, facts);
    case 'latency':
      return judgeLatency(check, facts);
    case 'size':
      return judgeSize(check, facts);
    case 'fairness':
      return judgeFairness(check, facts);
    case 'drift':
      return judgeDrift(check, facts);
    case 'dataset':
      return judgeDataset(check, facts);
    case 'lineage':
      return judgeLineage(check, facts);
    case 'git':
      return judgeGit(check, facts);
    case 'model_card':
      return judgeModelCard(check, facts);
    case 'integrity':
      return judgeIntegrity(check, facts);
    case 'pipeline':
      return judgePipeline(check);
  }
}

function judgePipeline(check: PipelineCheck): Judged {
  return conclude(check, `stage ${check.stage} up to date`, { status: 'error', message: 'not available yet' });
}
