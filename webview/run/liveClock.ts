import { formatDuration } from '../../src/protocol/format';

/** `<live-clock since="…">`: the time since then, once a second; a page that ticks whole would redraw its charts. */
export class LiveClock extends HTMLElement {
  static readonly observedAttributes = ['since'];
  #timer = 0;

  connectedCallback(): void {
    this.#timer = window.setInterval(() => this.#draw(), 1000);
    this.#draw();
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#draw();
  }

  #draw(): void {
    const since = Date.parse(this.getAttribute('since') ?? '');
    // Below ten seconds the tenths would only flicker.
    const elapsed = Math.floor(Math.max(0, Date.now() - since) / 1000);
    this.textContent = elapsed < 10 ? `${elapsed} s` : formatDuration(elapsed * 1000);
  }
}

customElements.define('live-clock', LiveClock);
