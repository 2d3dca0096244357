import assert from 'node:assert/strict';
import { parseAnsi } from '../../../../webview/shared/ansi';
import { parseDelimited } from '../../../../webview/shared/delimited';
import { parseInline, parseMarkdown } from '../../../../webview/shared/markdown';
import { toMetricSearch } from '../../../../webview/shared/metricSearch';
import { toSections } from '../../../../webview/shared/sections';

describe('notes in Markdown', () => {
  it('reads headings, lists, code and paragraphs', () => {
    const kinds = parseMarkdown('# T\n\ntext\nmore\n\n- a\n- b\n\n1. c\n\n```\n<x>\n').map((block) => block.kind);
    assert.deepEqual(kinds, ['heading', 'paragraph', 'list', 'list', 'code']);
  });

  it('makes links of web addresses only, and text of HTML', () => {
    assert.deepEqual(parseInline('[x](javascript:alert(1))'), [{ kind: 'text', text: '[x](javascript:alert(1))' }]);
    assert.deepEqual(parseInline('<b>'), [{ kind: 'text', text: '<b>' }]);
    assert.equal(parseInline('see https://example.com/a')[1]?.kind, 'link');
  });

  it('leaves names with underscores alone', () => {
    assert.deepEqual(parseInline('a snake_case_name'), [{ kind: 'text', text: 'a snake_case_name' }]);
  });
});

describe('logs with colours', () => {
  it('splits text by its colour codes', () => {
    assert.deepEqual(parseAnsi('a\u001b[1;31mb\u001b[0mc\u001b[92md'), [
      { text: 'a', foreground: null, background: null, bold: false },
      { text: 'b', foreground: 1, background: null, bold: true },
      { text: 'c', foreground: null, background: null, bold: false },
      { text: 'd', foreground: 10, background: null, bold: false },
    ]);
  });

  it('drops what moves cursors or names windows, and 256 colours it has no name for', () => {
    const text = parseAnsi('\u001b]0;title\u0007x\u001b[2K\u001b[38;5;200my\u001b[38;2;1;2;3mz').map(
      (span) => span.text,
    );
    assert.equal(text.join(''), 'xyz');
  });

  it('shows the last state of a progress line', () => {
    assert.equal(parseAnsi('10%\r50%\r100%\r\ndone')[0]?.text, '100%\ndone');
  });
});

describe('tables in text files', () => {
  it('reads quotes, separators and line ends within them', () => {
    assert.deepEqual(parseDelimited('a,b\r\n"x, y","say ""hi""\nthere"\n', ',', 10), [
      ['a', 'b'],
      ['x, y', 'say "hi"\nthere'],
    ]);
  });

  it('stops after the asked rows', () => {
    assert.equal(parseDelimited('1\n2\n3\n4', '\t', 2).length, 2);
  });
});

describe('metrics by name', () => {
  it('groups by prefix, plain ones first and the machine last', () => {
    assert.deepEqual(toSections(['system/cpu', 'val/loss', 'acc', 'layer/10', 'layer/2']), [
      { prefix: '', metrics: ['acc'] },
      { prefix: 'layer', metrics: ['layer/2', 'layer/10'] },
      { prefix: 'val', metrics: ['val/loss'] },
      { prefix: 'system', metrics: ['system/cpu'] },
    ]);
  });

  it('searches by expression, and by plain words where an expression could hang or is not whole', () => {
    assert.equal(toMetricSearch('^val/(loss|acc)$').matches('val/acc'), true);
    assert.equal(toMetricSearch('^val').matches('train/val'), false);
    for (const text of ['(a+)+$', '(a|a)*b', 'a*a*a*b', '(.)\\1', '(x', '(?=a)']) {
      const search = toMetricSearch(text);
      assert.notEqual(search.note, null, text);
      assert.equal(search.matches(`has ${text} in it`), true, text);
    }
  });
});
