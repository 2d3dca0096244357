import { html, render, type TemplateResult } from 'lit';
import { isAbort, toError } from '../../../src/protocol/errors';
import { boxTemplate, type BoxEvents } from './boxTemplate';
import { runChips } from './chips';
import { changeClauses } from './clauses';
import { accept, firstActive, isUnfinished, keyAction, type BoxState, type Completion } from './state';

export interface QueryBoxInput {
  /** What the box is called. */
  readonly label: string;
  /** The filter that is applied; another one than before replaces what is typed. */
  readonly value: string;
  /** Names of the experiments that may be chosen. */
  readonly experiments: readonly string[];
  /** Asks `search/complete`; the signal ends when another question follows. */
  readonly complete: (text: string, caret: number, signal: AbortSignal) => Promise<Completion>;
  /** A filter without an error, by Enter or by a chip. */
  readonly onSearch: (text: string) => void;
}

/** How long typing rests before completions are asked for, and before an error is shown. */
const askAfterMs = 60;
const complainAfterMs = 700;
const movesCaret: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/**
 * `<query-box>`: a filter in the search language, with completions, with an error under the place where it is, and with
 * chips for the terms that people need often. Both edit the same text.
 */
export class QueryBox extends HTMLElement {
  #input: QueryBoxInput | null = null;
  #state: BoxState = { text: '', answer: null, open: false, active: -1, complaining: false, failure: null };
  #user: string | null = null;
  #asking: AbortController | null = null;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #complainTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #id = `query-${crypto.randomUUID()}`;

  readonly #events: BoxEvents = {
    input: (text) => {
      this.#set({ text, complaining: false });
      this.#askSoon(true);
    },
    key: (event) => this.#key(event),
    blur: () => {
      this.#set({ open: false, complaining: true });
    },
    move: () => this.#set({ open: false }),
    apply: () => void this.#enter(),
    pick: (index) => this.#accept(index),
    clear: () => {
      this.#search('');
      this.focus();
    },
    chip: (clause, gone) => void this.#chip(clause, gone),
    showError: () => this.#showError(),
  };

  set input(input: QueryBoxInput) {
    const before = this.#input;
    this.#input = input;
    if (before?.value !== input.value && this.#state.text !== input.value) {
      this.#set({ text: input.value, open: false, complaining: false });
      if (this.isConnected) this.#askSoon(false);
    }
    this.#draw();
  }

  connectedCallback(): void {
    this.#askSoon(false);
    this.#draw();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#askTimer);
    clearTimeout(this.#complainTimer);
    this.#asking?.abort();
  }

  /** Puts the caret into the box and selects what is there. */
  override focus(): void {
    this.#field?.focus();
    this.#field?.select();
  }

  /** Puts the beginning of a term behind what is typed, to be gone on with. */
  async propose(term: string): Promise<void> {
    const answer = await this.#ask(false);
    const { text: before } = this.#state;
    const joined = before.trim() === '' ? term : `${before.trimEnd()} AND ${term}`;
    const text = answer?.clauses ? changeClauses({ text: before, clauses: answer.clauses }, term) : joined;
    this.#type({ text, caret: text.length });
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  #set(patch: Partial<BoxState>): void {
    this.#state = { ...this.#state, ...patch };
    this.#draw();
  }

  #draw(): void {
    if (!this.#input || !this.isConnected) return;
    const { label, value, experiments } = this.#input;
    const chips = runChips({ experiments, user: this.#user });
    render(boxTemplate({ id: this.#id, label, applied: value, chips, state: this.#state }, this.#events), this);
  }

  #askSoon(open: boolean): void {
    clearTimeout(this.#askTimer);
    clearTimeout(this.#complainTimer);
    this.#asking?.abort();
    this.#askTimer = setTimeout(() => void this.#ask(open), askAfterMs);
    this.#complainTimer = setTimeout(() => {
      // What is merely not written yet is no mistake.
      if (!isUnfinished(this.#state)) this.#set({ complaining: true });
    }, complainAfterMs);
  }

  /** Reads the text; resolves to null where another question came first or the tracker did not answer. */
  async #ask(open: boolean): Promise<Completion | null> {
    clearTimeout(this.#askTimer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { text } = this.#state;
    const caret = this.#field?.selectionStart ?? text.length;
    try {
      const answer = await this.#input?.complete(text, Math.min(caret, text.length), asking.signal);
      if (!answer || asking.signal.aborted || text !== this.#state.text) return null;
      this.#user = answer.user === '' ? null : answer.user;
      this.#set({ answer, failure: null, open: open && answer.items.length > 0, active: firstActive(answer, text) });
      return answer;
    } catch (error) {
      if (!isAbort(error) && !asking.signal.aborted) {
        this.#set({ answer: null, open: false, failure: toError(error).message });
      }
      return null;
    }
  }

  #key(event: KeyboardEvent): void {
    if (movesCaret.has(event.key)) this.#events.move();
    const action = keyAction(event, this.#state);
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    switch (action.kind) {
      case 'open':
        void this.#ask(true);
        break;
      case 'close':
        this.#set({ open: false });
        break;
      case 'activate':
        this.#set({ active: action.index });
        break;
      case 'accept':
        this.#accept(this.#state.active);
        break;
      case 'search':
        void this.#enter();
    }
  }

  #accept(index: number): void {
    const accepted = accept(this.#state, index);
    if (accepted) this.#type(accepted);
  }

  /** As if typed: with the caret there, and completions of what may follow. */
  #type({ text, caret }: { readonly text: string; readonly caret: number }): void {
    const field = this.#field;
    if (!field) return;
    field.value = text;
    field.focus();
    field.setSelectionRange(caret, caret);
    this.#set({ text, open: false, complaining: false });
    this.#askSoon(true);
  }

  async #enter(): Promise<void> {
    this.#set({ open: false });
    const answer = await this.#ask(false);
    if (answer?.error === null) this.#search(this.#state.text);
    else if (answer) this.#complain();
  }

  #complain(): void {
    this.#set({ complaining: true });
    this.#showError();
  }

  #showError(): void {
    const error = this.#state.answer?.error;
    if (!error) return;
    this.#field?.focus();
    this.#field?.setSelectionRange(error.position, error.position + error.length);
  }

  #search(text: string): void {
    this.#set({ text, open: false, complaining: false });
    this.#input?.onSearch(text.trim());
    this.#askSoon(false);
  }

  async #chip(clause: string | null, gone: readonly string[]): Promise<void> {
    const answer = await this.#ask(false);
    if (!answer) return;
    const { error, clauses } = answer;
    if (error !== null || clauses === null) this.#complain();
    else this.#search(changeClauses({ text: this.#state.text, clauses }, clause, gone));
  }
}

/** Defines `<query-box>`, once a page, which also loads `queryBox.css`. */
export function defineQueryBox(): void {
  customElements.define('query-box', QueryBox);
}

export function queryBox(input: QueryBoxInput): TemplateResult {
  return html`<query-box .input=${input}></query-box>`;
}
