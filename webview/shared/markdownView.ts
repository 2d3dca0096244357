import { html, type TemplateResult } from 'lit';
import { parseMarkdown, type Block, type Inline } from './markdown';

/** A note as people wrote it. Templates alone make elements, so no text of a note is ever read as HTML. */
export function markdownView(source: string): TemplateResult {
  return html`<div class="markdown">${parseMarkdown(source).map(blockView)}</div>`;
}

function blockView(block: Block): TemplateResult {
  switch (block.kind) {
    case 'heading':
      return html`<p class="heading" role="heading" aria-level=${Math.min(6, block.level + 2)}>
        ${block.content.map(inlineView)}
      </p>`;
    case 'paragraph':
      return html`<p>${block.content.map(inlineView)}</p>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${item.map(inlineView)}</li>`);
      return block.ordered
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    case 'code':
      return html`<pre><code>${block.text}</code></pre>`;
  }
}

function inlineView(node: Inline): unknown {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'strong':
      return html`<strong>${node.content.map(inlineView)}</strong>`;
    case 'emphasis':
      return html`<em>${node.content.map(inlineView)}</em>`;
    case 'link':
      return html`<a href=${node.url}>${node.content.map(inlineView)}</a>`;
  }
}
