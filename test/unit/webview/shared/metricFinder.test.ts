import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ModelTrailError } from '../../../../src/protocol/errors';
import { MetricFinder } from '../../../../webview/shared/metricFinder';
import type { ViewClient } from '../../../../webview/shared/rpc';

describe('the search for metrics on a page', () => {
  const metrics = ['acc', 'val/acc', 'a(x)+b'];
  const ids = ['r1'];

  /** A finder whose questions are answered by `reply`, and a promise of its next wish to be drawn. */
  function makeFinder(reply: (pattern: string) => readonly string[]) {
    const asked: string[] = [];
    let drawn: () => void = () => undefined;
    const ask = (_name: string, { pattern }: { readonly pattern: string }) => {
      asked.push(pattern);
      return setImmediate().then(() => ({ keys: reply(pattern) }));
    };
    const finder = new MetricFinder({ ask } as unknown as ViewClient, () => drawn());
    return { finder, asked, redrawn: () => new Promise<void>((resolve) => (drawn = resolve)) };
  }

  it('answers words and simple expressions at once', () => {
    const { finder, asked } = makeFinder(() => []);
    assert.deepEqual(finder.find({ text: 'ACC', ids, metrics }), { metrics: ['acc', 'val/acc'], note: null });
    assert.deepEqual(finder.find({ text: '^acc$', ids, metrics }).metrics, ['acc']);
    assert.deepEqual(asked, []);
  });

  it('asks the tracker for an expression that may never end, once, and draws the answer', async () => {
    const { finder, asked, redrawn } = makeFinder(() => ['val/acc']);
    const query = { text: '^(v|a)+l', ids, metrics };
    const drawn = redrawn();
    assert.equal(finder.find(query).note, 'Searching…');
    finder.find(query);
    await drawn;
    assert.deepEqual(finder.find(query), { metrics: ['val/acc'], note: null });
    assert.deepEqual(asked, ['^(v|a)+l']);
  });

  it('takes a text as it stands where the tracker refuses it, and says why', async () => {
    const { finder, redrawn } = makeFinder(() => {
      throw new ModelTrailError('TOO_SLOW', 'It takes too long.', { hint: 'Simplify it.' });
    });
    const query = { text: '(x)+', ids, metrics };
    const drawn = redrawn();
    finder.find(query);
    await drawn;
    assert.deepEqual(finder.find(query), {
      metrics: ['a(x)+b'],
      note: 'Searched as plain text. It takes too long. Simplify it.',
    });
  });
});
