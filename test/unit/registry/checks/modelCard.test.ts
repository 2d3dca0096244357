import assert from 'node:assert/strict';
import type { ModelCardCheck } from '../../../../src/registry/checks/definitions';
import { judgeModelCard } from '../../../../src/registry/checks/modelCard';
import { foldTitle, readCard, splitFrontMatter } from '../../../../src/registry/checks/readCard';
import { facts, file, run } from './facts';

const card = `---
license: apache-2.0
datasets:
- holdout
metrics: [auc]
model-index:
- name: credit-risk
  results:
  - task: {type: tabular-classification}
    dataset: {type: csv, name: holdout}
    metrics:
    - {type: auc, value: 0.8722, name: AUC}
---
# Credit risk

Who pays back.

## **Intended use** ##

### Users
Clerks of the bank.

## Limitations
- TODO: write this
- [More Information Needed]
<!-- Young people were not in the data. -->

Bias
----
{{bias}}

\`\`\`
# Ethical considerations
None.
\`\`\`
`;

function judge(more: Partial<ModelCardCheck>, text: string | null = card, auc = 0.8722) {
  const check: ModelCardCheck = { id: 'card', kind: 'model_card', require: [], ...more };
  const files = new Map(text === null ? [] : [['MODEL_CARD.md', file(text)]]);
  return judgeModelCard(check, facts(run({ auc }), { files })).result;
}

describe('a model card check', () => {
  it('wants keys of the front matter that say something', () => {
    assert.equal(judge({ require: undefined }).status, 'pass');
    assert.match(judge({ require: undefined }, '').message, /lacks license .* lacks datasets .* lacks metrics/);
    const lacking = judge({ require: ['license', 'tags'] });
    assert.deepEqual([lacking.status, lacking.message], ['fail', 'The model card lacks tags in its front matter.']);
    for (const value of ['', '""', '[]', '{}', '~', 'TODO', '[TBD]', '"[More Information Needed]"', '[""]']) {
      assert.equal(judge({ require: ['license'] }, `---\nlicense: ${value}\n---\n`).status, 'fail', value);
    }
    assert.equal(judge({ require: ['license'] }, '# No front matter').status, 'fail');
  });

  it('wants a sentence in each section, at any level, in any case and emphasis', () => {
    for (const title of ['Intended use', 'INTENDED USE', '*users*', 'credit risk']) {
      assert.equal(judge({ sections: [title] }).status, 'pass', title);
    }
    const lacking = judge({ sections: ['Limitations', 'Intended use'] });
    assert.deepEqual(
      [lacking.status, lacking.message],
      ['fail', 'The model card lacks a sentence in section Limitations.'],
    );
  });

  it('takes no placeholder, comment or code for a sentence', () => {
    for (const title of ['Limitations', 'Bias', 'Ethical considerations', 'Nothing']) {
      assert.equal(judge({ sections: [title] }).status, 'fail', title);
    }
    for (const body of [
      '…',
      '...',
      'TODO',
      'TBD',
      '{{text}}',
      '<!-- x',
      '---',
      'TODO write\nthis here',
      '[More Information Needed](x)',
    ]) {
      assert.equal(judge({ sections: ['Limits'] }, `# Limits\n${body}\n`).status, 'fail', body);
    }
    assert.equal(judge({ sections: ['Limits'] }, '# Limits\nTODO: ages. None for adults…\n').status, 'pass');
  });

  it('counts placeholders as text where they are allowed', () => {
    assert.equal(judge({ sections: ['Limitations'], no_placeholders: false }).status, 'pass');
    assert.equal(judge({ sections: ['Nothing'], no_placeholders: false }).status, 'fail');
  });

  it('warns of a metric that is not the recorded one', () => {
    assert.equal(judge({}).status, 'pass');
    assert.equal(judge({}, card, 0.8722 * (1 + 5e-7)).status, 'pass');
    const differing = judge({}, card, 0.8721);
    assert.deepEqual(
      [differing.status, differing.message],
      ['warn', 'The model card says auc 0.8722; the run recorded 0.8721.'],
    );
    assert.equal(judge({}, card, NaN).status, 'warn');
    assert.equal(judge({}, card.replace('0.8722', 'high')).status, 'warn');
    assert.equal(judge({}, '---\nmodel-index: 7\n---\n').status, 'warn');
    assert.equal(judge({}, card.replace('type: auc', 'type: f1').replace('name: AUC', 'name: F1')).status, 'pass');
  });

  it('cannot judge front matter that is no YAML, and takes no card as the check says', () => {
    const bomb = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`);
    for (const yaml of ['a: [', '- a', 'a: "', ['a0: &a0 [x]', ...bomb].join('\n')]) {
      assert.equal(judge({}, `---\n${yaml}\n---\n`).status, 'error');
    }
    assert.deepEqual([judge({}, null).status, judge({ on_missing: 'skip' }, null).status], ['error', 'skipped']);
  });

  it('is quick for hostile text', () => {
    const texts = [
      '<!--'.repeat(50_000),
      '*'.repeat(200_000),
      '# \n'.repeat(500),
      ' '.repeat(100_000),
      '{{'.repeat(50_000),
    ];
    for (const text of texts) judge({ sections: ['x'] }, `# x\n${text}`);
  });
});

describe('readCard', () => {
  it('splits front matter with any line ends, and leaves a rule further down alone', () => {
    assert.deepEqual(splitFrontMatter('\uFEFF---\r\na: 1\r\n---\r\nText'), { yaml: 'a: 1', body: 'Text' });
    assert.deepEqual(splitFrontMatter('Text\n---\na: 1\n---\n').yaml, null);
    assert.deepEqual(splitFrontMatter('---\na: 1\n').yaml, null);
  });

  it('folds titles', () => {
    assert.equal(foldTitle('  __Out-of-Scope__  `Use` ## '), 'out-of-scope use');
    assert.equal(foldTitle('C#'), 'c#');
  });

  it('gives the sentences below a heading', () => {
    const { sections } = readCard('# A\nOne two\nthree. Four!\n\n* five\n* six\n## B\nseven\n# C\n');
    assert.deepEqual(sections, [
      { title: 'a', sentences: ['One two three.', 'Four!', '* five', '* six', 'seven'] },
      { title: 'b', sentences: ['seven'] },
      { title: 'c', sentences: [] },
    ]);
  });
});
