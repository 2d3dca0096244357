import { formatNumber } from '../../src/protocol/format';
import type { MetricChoice } from '../../src/protocol/run';

const words = { last: 'last value', min: 'smallest value', max: 'largest value' } as const;

/** Which value of the metrics is shown. */
export function metricWords(metric: MetricChoice): string {
  return 'step' in metric ? `at step ${formatNumber(metric.step)}, or the last before it` : words[metric.show];
}
