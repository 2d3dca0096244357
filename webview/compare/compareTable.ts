import { html, nothing, render, type TemplateResult } from 'lit';
import { runSwatch } from '../shared/colour';
import { iconButton } from '../shared/controls';
import type { ShownRun } from './model';
import { cellAt, type CompareTable as Table, type Group, type TableCell, type TableRow } from './table';
import { nextThat, stretchInSight, type Stretch } from './tableWindow';

export interface CompareTableInput {
  readonly table: Table;
  /** Those of the table's rows that are shown. */
  readonly rows: readonly TableRow[];
  readonly columns: readonly ShownRun[];
  readonly baseId: string | null;
  readonly groupNames: Readonly<Record<Group, string>>;
  readonly deltas: boolean;
  /** The step that was asked for; undefined unless metrics are shown at a step. */
  readonly step: number | undefined;
  readonly openText: (title: string, text: string) => void;
}

type Item = { readonly group: Group } | { readonly row: TableRow };

const narrowest = 132;
const widest = 240;
/** Fewer than these are all drawn: the page stays searchable as a whole. */
const virtualRows = 160;
const virtualColumns = 24;

/**
 * `<compare-table>`: keys as rows, runs as columns. Both ways only what is in sight is in the page, so that a hundred runs
 * with ten thousand metrics scroll as two runs do. Alt with an arrow goes to the next or previous difference.
 */
export class CompareTable extends HTMLElement {
  #input: CompareTableInput | null = null;
  #items: readonly Item[] = [];
  #frame = 0;
  #rowHeight = 24;
  /** Index of the row that the keyboard went to. */
  #at = -1;
  #stop: () => void = () => undefined;

  set input(input: CompareTableInput) {
    if (input.rows !== this.#input?.rows) {
      this.#items = toItems(input);
      this.#at = -1;
    }
    this.#input = input;
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    const sized = new ResizeObserver(() => this.#schedule());
    sized.observe(this);
    this.#stop = () => sized.disconnect();
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#stop();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Shows and focuses the next row that differs, round and round. */
  goToDifference(by: 1 | -1): void {
    const focused = this.querySelector<HTMLElement>('tr:focus')?.dataset['at'];
    const from = focused === undefined ? this.#at : Number(focused);
    const at = nextThat(this.#items, from, { by, passes: (item) => 'row' in item && item.row.differs });
    if (at < 0) return;
    this.#at = at;
    const box = this.#box();
    const top = at * this.#rowHeight;
    const head = this.querySelector<HTMLElement>('thead')?.offsetHeight ?? 0;
    if (box && (top < box.scrollTop || top + this.#rowHeight + head > box.scrollTop + box.clientHeight)) {
      box.scrollTop = Math.max(0, top - (box.clientHeight - head) / 2);
    }
    this.#draw();
    this.querySelector<HTMLElement>(`tr[data-at="${at}"]`)?.focus({ preventScroll: false });
  }

  #box(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.compare-table');
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#input !== null) render(this.#page(this.#input), this);
    const height = this.querySelector<HTMLElement>('tr[data-at]')?.offsetHeight ?? 0;
    if (height > 0 && height !== this.#rowHeight) {
      this.#rowHeight = height;
      this.#schedule();
    }
  }

  #page(input: CompareTableInput): TemplateResult {
    const { columns, baseId } = input;
    const box = this.#box();
    const keyWidth = Math.min(240, Math.max(120, this.clientWidth * 0.25));
    const room = (this.clientWidth - keyWidth - 2) / Math.max(1, columns.length);
    const width = Math.min(widest, Math.max(narrowest, Math.floor(room)));
    const rows =
      this.#items.length < virtualRows
        ? { start: 0, end: this.#items.length }
        : stretchInSight(this.#items.length, {
            size: this.#rowHeight,
            scrolled: box?.scrollTop ?? 0,
            sight: box?.clientHeight || 640,
            more: 12,
          });
    const cells =
      columns.length < virtualColumns
        ? { start: 0, end: columns.length }
        : stretchInSight(columns.length, {
            size: width,
            scrolled: box?.scrollLeft ?? 0,
            sight: this.clientWidth || 1400,
            more: 2,
          });
    const count = columns.length + 1;
    return html`<div
      class="scroll compare-table"
      tabindex="0"
      role="region"
      aria-label="Comparison table"
      aria-keyshortcuts="Alt+ArrowDown Alt+ArrowUp"
      @scroll=${() => this.#schedule()}
      @keydown=${(event: KeyboardEvent) => {
        if (!event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
        event.preventDefault();
        this.goToDifference(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      <table
        .style=${`--key: ${Math.round(keyWidth)}px; width: ${Math.round(keyWidth) + width * columns.length}px`}
        aria-rowcount=${this.#items.length + 1}
        aria-colcount=${count}
      >
        <colgroup>
          <col class="keys" />
          ${columns.map(() => html`<col .style=${`width: ${width}px`} />`)}
        </colgroup>
        <thead>
          <tr aria-rowindex="1">
            <th scope="col">Key</th>
            ${gap(cells.start)}${columns.slice(cells.start, cells.end).map((run, index) => columnHead(run, cells.start + index, baseId))}${gap(columns.length - cells.end)}
          </tr>
        </thead>
        <tbody>
          ${spacer(rows.start * this.#rowHeight, count)}
          ${this.#items.slice(rows.start, rows.end).map((item, index) => itemRow(item, rows.start + index, { input, cells }))}
          ${spacer((this.#items.length - rows.end) * this.#rowHeight, count)}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('compare-table', CompareTable);

function toItems({ rows, groupNames }: CompareTableInput): readonly Item[] {
  return (Object.keys(groupNames) as readonly Group[]).flatMap((group) => {
    const own = rows.filter(({ source }) => source.group === group);
    return own.length === 0 ? [] : [{ group }, ...own.map((row) => ({ row }))];
  });
}

function columnHead(run: ShownRun, index: number, baseId: string | null): TemplateResult {
  return html`<th scope="col" aria-colindex=${index + 2}>
    <span class="run-head"
      >${runSwatch(run.colour)}<span class="run-name" title=${run.name}>${run.name}</span
      >${run.id === baseId ? html`<span class="base">Base</span>` : nothing}</span
    >
  </th>`;
}

/** In the place of columns that are out of sight. */
function gap(columns: number): TemplateResult | typeof nothing {
  return columns <= 0 ? nothing : html`<td class="gap" colspan=${columns} aria-hidden="true"></td>`;
}

/** In the place of rows that are out of sight. */
function spacer(height: number, columns: number): TemplateResult | typeof nothing {
  if (height <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true">
    <td colspan=${columns} .style=${`height: ${height}px`}></td>
  </tr>`;
}

interface Drawn {
  readonly input: CompareTableInput;
  readonly cells: Stretch;
}

function itemRow(item: Item, at: number, { input, cells }: Drawn): TemplateResult {
  const { table, columns, groupNames, deltas, step, openText } = input;
  if ('group' in item) {
    return html`<tr class="group" data-at=${at} aria-rowindex=${at + 2}>
      <th scope="rowgroup" colspan=${columns.length + 1}><span>${groupNames[item.group]}</span></th>
    </tr>`;
  }
  const { row } = item;
  const { key, group } = row.source;
  const isNumeric = group === 'metric' || group === 'duration';
  const drawn = columns.slice(cells.start, cells.end);
  return html`<tr
    class=${row.differs ? 'differs' : ''}
    data-at=${at}
    aria-rowindex=${at + 2}
    tabindex=${row.differs ? '-1' : nothing}
  >
    <th scope="row" title=${key}>${key}</th>
    ${gap(cells.start)}${drawn.map((run, index) => {
      const column = cells.start + index;
      const cell = cellAt(table, row, column, step);
      const open = () => openText(`${key} of ${run.name}`, cell.full ?? '');
      return tableCell(cell, { column, isNumeric, deltas, open, label: `${key} of ${run.name}` });
    })}${gap(columns.length - cells.end)}
  </tr>`;
}

function tableCell(
  { text, full, title, long, best, delta }: TableCell,
  place: { column: number; isNumeric: boolean; deltas: boolean; open: () => void; label: string },
): TemplateResult {
  const number = place.isNumeric ? 'number' : '';
  if (full === null) {
    return html`<td class="missing ${number}" aria-colindex=${place.column + 2}>
      <span aria-hidden="true">–</span><span class="visually-hidden">not recorded</span>
    </td>`;
  }
  return html`<td
    class="${number} ${best ? 'best' : ''} ${long ? 'long' : ''}"
    title=${title}
    aria-colindex=${place.column + 2}
  >
    <span class="value">${text}</span>
    ${long ? iconButton('open-preview', `Show ${place.label} whole`, place.open) : nothing}
    ${best ? html`<span class="best-mark"><span class="codicon codicon-star-full" aria-hidden="true"></span> best</span>` : nothing}
    ${delta === null || !place.deltas ? nothing : html`<span class="delta muted">${delta}</span>`}
  </td>`;
}
