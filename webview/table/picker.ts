import { html, nothing, render, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { isAbort, toError } from '../../src/protocol/errors';
import { formatCount, plural } from '../../src/protocol/format';
import type { RpcResult } from '../../src/protocol/rpc';
import { checkbox, linkButton } from '../shared/controls';
import { openPopup, type PopupAnchor } from '../shared/popup';
import {
  describeColumn,
  filterColumns,
  pickerColumns,
  toLines,
  type PickerColumn,
  type PickerLine,
} from './pickerModel';

type Used = Pick<RpcResult<'runs/columns'>, 'columns' | 'total'>;

/** What the picker works with. */
export interface PickerTools {
  /** The columns of the table's runs whose text holds `find`; asked once for each opening, and again where it was cut. */
  readonly read: (find: string, signal: AbortSignal) => Promise<Used>;
  readonly shown: () => readonly string[];
  /** Shows columns, or hides them. */
  readonly onChange: (columns: readonly string[], shown: boolean) => void;
}

const lineHeight = 22;
const listHeight = lineHeight * 14;
/** Lines drawn beyond what is in sight. */
const beyond = 4;
/** How long typing rests before the tracker is asked. */
const askAfterMs = 150;
/** As many as a layout holds. */
const mostShown = 500;

/** Opens the list of all columns below an element: search, tick, close. However many there are, only those in sight are in the page. */
export function openColumnPicker(anchor: PopupAnchor, tools: PickerTools): void {
  const element = document.createElement('div');
  element.className = 'picker';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', 'Columns');
  const picker = new ColumnPicker(element, tools);
  const popup = openPopup(element, { anchor, onClose: () => picker.stop() });
  if (popup === null) return;
  picker.draw();
  element.querySelector('input')?.focus();
  void picker.read('');
}

class ColumnPicker {
  private columns: readonly PickerColumn[];
  private lines: readonly PickerLine[] = [];
  private found: readonly PickerColumn[] = [];
  private note: string | null = null;
  private text = '';
  private onlyChosen = false;
  /** Index into the found columns. */
  private active = 0;
  private top = 0;
  private state: 'reading' | 'read' | Error = 'reading';
  private total = 0;
  /** More columns than a list is made of: what is typed is looked for by the tracker. */
  private cut = false;
  private reading = new AbortController();
  private askTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly tools: PickerTools,
  ) {
    this.columns = pickerColumns([], tools.shown());
    this.refilter();
  }

  async read(find: string): Promise<void> {
    this.reading.abort();
    this.reading = new AbortController();
    const { signal } = this.reading;
    try {
      const { columns, total } = await this.tools.read(find, signal);
      if (signal.aborted) return;
      this.columns = pickerColumns(columns, this.tools.shown());
      if (find === '') this.total = total;
      this.cut ||= total > columns.length;
      this.state = 'read';
      this.refilter();
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return;
      this.state = toError(thrown);
    }
    this.draw();
  }

  stop(): void {
    this.reading.abort();
    clearTimeout(this.askTimer);
  }

  private refilter(): void {
    const only = this.onlyChosen ? new Set(this.tools.shown()) : null;
    const { found, note } = filterColumns(this.columns, { text: this.text, only });
    this.found = found;
    this.note = note;
    this.lines = toLines(found);
    this.active = Math.max(0, Math.min(this.active, found.length - 1));
  }

  private search(text: string): void {
    this.text = text;
    this.active = 0;
    this.top = 0;
    this.refilter();
    this.draw();
    this.list?.scrollTo(0, 0);
    if (!this.cut) return;
    clearTimeout(this.askTimer);
    this.askTimer = setTimeout(() => void this.read(text.trim()), askAfterMs);
  }

  private get list(): HTMLElement | null {
    return this.root.querySelector('[role=listbox]');
  }

  private toggle(index: number): void {
    const entry = this.found[index];
    if (entry === undefined) return;
    const shown = this.tools.shown();
    const isShown = shown.includes(entry.column);
    if (!isShown && shown.length >= mostShown) return;
    this.active = index;
    this.tools.onChange([entry.column], !isShown);
    this.draw();
  }

  private toggleFound(show: boolean): void {
    const shown = new Set(this.tools.shown());
    const columns = this.found.map(({ column }) => column).filter((column) => shown.has(column) !== show);
    this.tools.onChange(show ? columns.slice(0, mostShown - shown.size) : columns, show);
    this.refilter();
    this.draw();
  }

  private moveTo(index: number): void {
    this.active = Math.max(0, Math.min(index, this.found.length - 1));
    const line = this.lines.findIndex((each) => each.kind === 'column' && each.index === this.active);
    const { list } = this;
    if (list !== null && line >= 0) {
      // The head of a group comes into sight with its first column.
      const from = (this.lines[line - 1]?.kind === 'group' ? line - 1 : line) * lineHeight;
      const to = (line + 1) * lineHeight;
      if (from < list.scrollTop) list.scrollTop = from;
      else if (to > list.scrollTop + list.clientHeight) list.scrollTop = to - list.clientHeight;
      this.top = list.scrollTop;
    }
    this.draw();
  }

  private onKey(event: KeyboardEvent, inField: boolean): void {
    const page = Math.floor(listHeight / lineHeight) - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      ...(!inField && { Home: 0, End: this.found.length - 1 }),
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      // From the field the list is entered where it stands.
      this.moveTo(inField && event.key === 'ArrowDown' ? this.active : to);
      this.list?.focus();
    } else if (event.key === 'Enter' || (event.key === ' ' && !inField)) {
      event.preventDefault();
      this.toggle(this.active);
    } else if (!inField && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // The letter lands in the field, which has the focus by then.
      this.root.querySelector('input')?.focus();
    }
  }

  draw(): void {
    render(this.view(new Set(this.tools.shown())), this.root);
  }

  private view(shown: ReadonlySet<string>): TemplateResult {
    const isActive = this.found.length > 0;
    return html`<div class="picker-head">
        <input
          class="plain"
          type="text"
          role="combobox"
          aria-label="Search columns"
          aria-expanded="true"
          aria-controls="picker-list"
          aria-activedescendant=${isActive ? `picker-${this.active}` : nothing}
          placeholder="Search columns"
          title="A regular expression; val/ finds what begins so"
          .value=${live(this.text)}
          @input=${(event: Event) => this.search((event.currentTarget as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.onKey(event, true)}
        />
        ${checkbox('Chosen only', this.onlyChosen, (only) => {
          this.onlyChosen = only;
          this.search(this.text);
        })}
      </div>
      <div
        id="picker-list"
        class="picker-list"
        role="listbox"
        aria-label="Columns"
        aria-multiselectable="true"
        aria-busy=${String(this.state === 'reading')}
        aria-activedescendant=${isActive ? `picker-${this.active}` : nothing}
        tabindex="0"
        .style=${`height:${listHeight}px`}
        @scroll=${(event: Event) => {
          this.top = (event.currentTarget as HTMLElement).scrollTop;
          this.draw();
        }}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, false)}
      >
        <div role="presentation" .style=${`height:${this.lines.length * lineHeight}px`}></div>
        ${this.linesView(shown)}
      </div>
      <div class="picker-foot" role="status">${this.footView(shown)}</div>`;
  }

  private linesView(shown: ReadonlySet<string>): readonly TemplateResult[] {
    const first = Math.max(0, Math.floor(this.top / lineHeight) - beyond);
    const last = Math.min(this.lines.length, Math.ceil((this.top + listHeight) / lineHeight) + beyond);
    return this.lines.slice(first, last).map((line, offset) => {
      const style = `top:${(first + offset) * lineHeight}px`;
      if (line.kind === 'group') {
        return html`<div class="picker-group" role="presentation" .style=${style}>
          ${line.group} <span class="muted">${formatCount(line.count)}</span>
        </div>`;
      }
      const { entry, index } = line;
      const isShown = shown.has(entry.column);
      return html`<div
        role="option"
        id="picker-${index}"
        class="picker-option ${index === this.active ? 'active' : ''}"
        aria-selected=${String(isShown)}
        aria-setsize=${this.found.length}
        aria-posinset=${index + 1}
        aria-label=${describeColumn(entry)}
        title=${entry.title}
        .style=${style}
        @click=${() => this.toggle(index)}
      >
        <span class="codicon ${isShown ? 'codicon-check' : ''}" aria-hidden="true"></span>
        <span class="picker-title">${entry.title}</span>
        ${entry.runs === null ? nothing : html`<span class="muted">${plural(entry.runs, 'run')}</span>`}
      </div>`;
    });
  }

  private footView(shown: ReadonlySet<string>): TemplateResult {
    if (this.state instanceof Error) return html`<span class="codicon codicon-error"></span> ${this.state.message}`;
    if (this.state === 'reading') return html`<span class="muted">Reading the columns…</span>`;
    const hits = this.found.filter(({ column }) => shown.has(column)).length;
    const isSearch = this.text.trim() !== '' && this.found.length > 1;
    const canShow = isSearch && hits < this.found.length && shown.size < mostShown;
    return html`<span class="muted"
        >${this.note ?? nothing}
        ${
          this.found.length === 0
            ? 'No column matches.'
            : `${formatCount(shown.size)} of ${formatCount(Math.max(this.total, this.columns.length))} columns are shown.`
        }
        ${shown.size >= mostShown ? `No more than ${mostShown} can be.` : nothing}</span
      >
      ${canShow ? linkButton(`Show all ${formatCount(this.found.length)} found`, () => this.toggleFound(true)) : nothing}
      ${isSearch && hits > 0 ? linkButton(`Hide ${formatCount(hits)}`, () => this.toggleFound(false)) : nothing}`;
  }
}
