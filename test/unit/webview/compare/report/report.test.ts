import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Comparison } from '../../../../../src/protocol/run';
import { dataUri, escapeMarkdown, pictureName, toMarkdown } from '../../../../../webview/compare/report/markdown';
import { escapeXml, svgChart } from '../../../../../webview/compare/report/svgChart';
import { toTable } from '../../../../../webview/compare/table';

const row = (change: Partial<Comparison['rows'][number]>): Comparison['rows'][number] => ({
  ...{ group: 'param', key: 'lr', values: ['1', '2'], differs: true },
  ...{ direction: null, best: null, delta: null },
  ...change,
});

const comparison: Comparison = {
  base: 'a',
  runs: [
    { id: 'a', name: 'calm|otter' },
    { id: 'b', name: 'quick`fox`' },
  ],
  rows: [
    row({ values: ['1', 'a|b\n<img src=x onerror=1> @ada'] }),
    row({ key: 'same', values: ['1', '1'], differs: false }),
    row({ group: 'metric', key: 'acc', values: [0.9, 0.95], direction: 'max', delta: [0, 0.05] }),
    row({ group: 'tag', key: 'team', values: ['x', 'y'] }),
  ],
};

const report = () =>
  toMarkdown({
    runs: comparison.runs.map(({ id, name }) => ({ name, isBase: id === 'a' })),
    facts: ['b is best on acc: 0.95.'],
    table: toTable(comparison, [0, 1]),
    metricWords: 'last value',
    pictures: [
      { metric: 'acc', source: 'comparison-acc.svg' },
      { metric: 'loss', source: null },
    ],
    note: 'Charts of the first 1 of 2 shown metrics.',
  });

describe('the comparison as Markdown', () => {
  it('is a table of what differs, the best marked, with differences to the base and pictures', () => {
    assert.equal(
      report(),
      [
        '### Comparison of 2 runs',
        '',
        '- b is best on acc: 0.95.',
        '',
        '| | calm\\|otter (base) | quick\\`fox\\` |',
        '| --- | --- | --- |',
        '| **Params** |  |  |',
        '| lr | 1 | a\\|b &lt;img src=x onerror=1&gt; @<!-- -->ada |',
        '| **Metrics (last value)** |  |  |',
        '| acc | 0.9 | **0.95** ★ (+0.05) |',
        '',
        '![acc](comparison-acc.svg)',
        '',
        '_Charts of the first 1 of 2 shown metrics._',
        '',
      ].join('\n'),
    );
  });

  it('is equal byte for byte for equal input', () => {
    assert.equal(report(), report());
  });

  it('keeps any text in one cell of one line, and lets none of it be HTML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkdown(text);
        assert.doesNotMatch(escaped, /[\n\r\u2028\u2029]/);
        assert.doesNotMatch(escaped.replaceAll('<!-- -->', ''), /[<>]|(?:^|[^\\])(?:\\\\)*[|`]/);
      }),
    );
  });

  it('gives each picture a name of its own that is safe in a folder', () => {
    const first = pictureName('val/loss ∆', new Set());
    assert.equal(first, 'comparison-val-loss.svg');
    assert.equal(pictureName('val.loss', new Set([first])), 'comparison-val-loss-2.svg');
    assert.equal(pictureName('∆', new Set()), 'comparison-metric.svg');
  });
});

describe('a chart as SVG', () => {
  const look = { index: 0, dash: 1, marker: 0 };
  const chart = (points: readonly number[], change: { logY?: boolean; title?: string; name?: string } = {}): string =>
    svgChart({
      title: change.title ?? 'acc',
      x: 'step',
      logX: false,
      logY: change.logY ?? false,
      lines: [{ name: change.name ?? 'calm-otter', colour: look, points: Float64Array.from(points) }],
    });

  it('is equal byte for byte for equal input', () => {
    const points = [0, 1, 1, 2, 2, 1.5];
    assert.equal(chart(points), chart(points));
    assert.notEqual(chart(points), chart([0, 1, 1, 2, 2, 1.6]));
  });

  it('breaks the line where a value is not finite, or not above zero on a log axis', () => {
    assert.equal(chart([0, 1, 1, NaN, 2, 1, 3, 2]).match(/<polyline/g)?.length, 1);
    assert.equal(chart([0, 1, 1, NaN, 2, 1, 3, 2]).match(/<circle/g)?.length, 1);
    assert.equal(chart([0, 1, 1, 2, 2, 0, 3, 2, 4, 3], { logY: true }).match(/<polyline/g)?.length, 2);
  });

  it('says that there are no points, and draws one value alone', () => {
    assert.match(chart([]), /No points/);
    assert.doesNotMatch(chart([5, 3]), /NaN|Infinity/);
  });

  it('marks times that are round on a clock of UTC, whatever the zone of the machine', () => {
    const start = Date.UTC(2026, 10, 24, 9, 58);
    const points = Float64Array.from([start, 1, start + 40 * 60_000, 2]);
    const svg = svgChart({
      title: 'acc',
      x: 'wall',
      logX: false,
      logY: false,
      lines: [{ name: 'a', colour: look, points }],
    });
    assert.match(svg, />11-24 10:00<[^]*>11-24 10:10<[^]*>11-24 10:30</);
  });

  it('holds names as text, without what XML cannot hold', () => {
    const svg = chart([0, 1, 1, 2], { title: '<script>', name: 'a"&\u0000\ud800b' });
    assert.match(svg, /<title>&lt;script&gt;<\/title>/);
    assert.match(svg, /a&quot;&amp;b/);
    assert.equal(escapeXml("it's"), 'it&#39;s');
  });

  it('stands in a data URI that a link of Markdown takes', () => {
    assert.match(dataUri(chart([0, 1])), /^data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+$/);
  });
});
