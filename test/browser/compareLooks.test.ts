import { runFiles } from './compareFiles';
import { ids } from './fixtures';
import { testLooks } from './looks';

const runs = [ids.otter, ids.fox, ids.hostile];
const intent = { view: 'compare', ids: runs, search: 'no metric' };

describe('the looks of the parts of the compare page', () => {
  testLooks({
    name: 'compare-parallel',
    view: 'compare',
    scenario: {
      intent: {
        ...intent,
        relation: { brushes: { 'params.depth': { min: 4, max: 5 } }, log: ['params.lr'], colour: 'metrics.acc' },
      },
    },
    prepare: (page) => page.getByText('2 runs of 3 selected').waitFor(),
  });

  testLooks({
    name: 'compare-scatter',
    view: 'compare',
    scenario: {
      intent: {
        ...intent,
        ids: [ids.otter, ids.fox],
        relation: { kind: 'scatter', x: 'params.lr', y: 'metrics.acc', log: ['params.lr'], colour: 'params.depth' },
      },
    },
    prepare: (page) => page.getByRole('img', { name: /metrics\.acc against params\.lr for 2 runs/ }).waitFor(),
  });

  for (const [kind, name] of [
    ['pictures', 'val/samples'],
    ['file', 'confusion.csv'],
    ['file', 'results.csv'],
    ['file', 'notes.txt'],
  ] as const) {
    testLooks({
      name: `compare-${name.replace(/\W+/g, '-')}`,
      view: 'compare',
      scenario: {
        intent: { ...intent, artifacts: { open: true, shown: { kind, name }, difference: true } },
        files: runFiles,
      },
      prepare: (page) => page.locator('.artifact-shown figure').nth(2).waitFor(),
      widths: kind === 'pictures' || name === 'results.csv' ? [400, 1400] : [800],
    });
  }

  testLooks({
    name: 'compare-at-step',
    view: 'compare',
    scenario: { intent: { ...intent, metric: { step: 50 }, deltas: true, rowSearch: 'loss' } },
    prepare: (page) => page.getByText('Metrics (at step 50, or the last before it)').waitFor(),
    widths: [300, 1000],
  });
});
