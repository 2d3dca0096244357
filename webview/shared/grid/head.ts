import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { activeCellId } from './cellView';
import type { PlacedColumn } from './columnLayout';
import { startResize } from './resize';
import type { GridContent, GridEvents } from './types';

const dragType = 'application/x-modeltrail-column';

/** The row of headers. A header is clicked to sort, dragged to move, and its edge dragged to resize. */
export function headView(
  columns: readonly PlacedColumn[],
  { content, events }: { content: GridContent; events: GridEvents },
): TemplateResult {
  return html`<div class="row" role="row" aria-rowindex="1">
    ${repeat(
      columns,
      ({ id }) => id,
      (column) => headCell(column, content, events),
    )}
  </div>`;
}

function headCell(column: PlacedColumn, content: GridContent, events: GridEvents): TemplateResult {
  const header = content.header(column.id);
  const active = content.active?.row === -1 && content.active.column === column.id;
  return html`<div
    role="columnheader"
    class="cell head ${column.pinned ? 'pinned' : ''} ${active ? 'active' : ''} ${header.numeric ? 'number' : ''}"
    id=${active ? activeCellId : nothing}
    data-column=${column.id}
    aria-colindex=${column.index + 1}
    aria-sort=${header.sort ?? nothing}
    aria-label=${header.title === '' ? header.hint : nothing}
    title=${header.hint}
    .style=${`left:${column.left}px;width:${column.width}px`}
    draggable=${header.fixed ? 'false' : 'true'}
    @click=${(event: MouseEvent) => events.onHeaderClick(column.id, event)}
    @contextmenu=${(event: MouseEvent) => events.onHeaderMenu(column.id, event)}
    @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(dragType, column.id)}
    @dragover=${(event: DragEvent) => {
      if (!header.fixed && event.dataTransfer?.types.includes(dragType)) event.preventDefault();
    }}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      const moving = event.dataTransfer?.getData(dragType);
      if (moving) events.onMove(moving, column.id);
    }}
  >
    <span class="head-title">${header.title}</span>
    ${
      header.sort === null
        ? nothing
        : html`<span class="sort" aria-hidden="true"
            ><span class="codicon codicon-arrow-${header.sort === 'ascending' ? 'up' : 'down'}"></span
            >${header.rank}</span
          >`
    }
    ${header.fixed ? nothing : resizeEdge(column, events)}
  </div>`;
}

/** The keyboard resizes by Alt with an arrow key, so the edge is for the pointer alone. */
function resizeEdge(column: PlacedColumn, events: GridEvents): TemplateResult {
  return html`<span
    class="edge"
    aria-hidden="true"
    draggable="true"
    @dragstart=${(event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
    }}
    @pointerdown=${(event: PointerEvent) => startResize(event, column.width, (width) => events.onResize(column.id, width))}
    @click=${(event: Event) => event.stopPropagation()}
    @dblclick=${(event: Event) => {
      event.stopPropagation();
      events.onFit(column.id);
    }}
  ></span>`;
}
