import assert from 'node:assert/strict';
import { paint } from '../../../src/cli/paint';
import { formatTable } from '../../../src/cli/table';

describe('a table', () => {
  it('aligns its columns, numbers at the right, and leaves no space at the end of lines', () => {
    const text = formatTable(
      [
        { title: 'N', cell: ([, count]) => String(count), right: true },
        { title: 'NAME', cell: ([name]) => name },
      ],
      [
        ['calm-otter', 5],
        ['fox', 120],
      ] as const,
    );
    assert.equal(text, '  N  NAME\n  5  calm-otter\n120  fox');
  });

  it('keeps a cell on one line and what it holds away from the terminal', () => {
    const text = formatTable(
      [{ title: 'NAME', cell: (name) => name }],
      ['two\nlines', 'red\u001b[31m', 'x'.repeat(99)],
    );
    assert.deepEqual(text.split('\n').slice(1), ['two lines', 'red [31m', `${'x'.repeat(59)}…`]);
  });
});

describe('colour', () => {
  afterEach(() => {
    delete process.env['NO_COLOR'];
  });

  it('is for terminals alone, and not where NO_COLOR is set', () => {
    process.env['TERM'] = 'xterm';
    assert.equal(paint('red', 'text', { isTTY: true }), '\u001b[31mtext\u001b[0m');
    assert.equal(paint('red', 'text', {}), 'text');
    process.env['NO_COLOR'] = '1';
    assert.equal(paint('red', 'text', { isTTY: true }), 'text');
  });
});
