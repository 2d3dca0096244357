import assert from 'node:assert/strict';
import { viewHtml } from '../../../src/editor/viewHtml';

const page = {
  cspSource: 'https://webview.example',
  nonce: 'abc123',
  scriptUri: 'https://webview.example/run.js',
  styleUris: ['https://webview.example/run.css'],
  title: '</title><script>alert(1)</script>',
  lang: 'en',
};

describe('the page of a webview', () => {
  it('allows its own script, styles, fonts and pictures, and no connection', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(viewHtml(page))?.[1] ?? '';
    assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;nonce-abc123&#39;; /);
    assert.doesNotMatch(policy, /unsafe|connect-src|\*/);
  });

  it('takes a title as text', () => {
    assert.doesNotMatch(viewHtml(page), /<script>alert/);
  });
});
