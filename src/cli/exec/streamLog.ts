import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/**
 * Shows a program's stream as it comes and keeps a copy in a file. Neither a full disk nor a reader that left (`head`)
 * stops the program.
 */
export class StreamLog {
  readonly file: string;
  readonly #descriptor: number;
  #size = 0;
  #failure: Error | undefined;

  constructor(source: Readable, sink: Writable, file: string) {
    this.file = file;
    this.#descriptor = openSync(file, 'w', 0o600);
    let isShown = true;
    sink.on('error', () => {
      isShown = false;
      source.resume();
    });
    source.on('data', (chunk: Buffer) => {
      this.#keep(chunk);
      if (!isShown || sink.write(chunk)) return;
      source.pause();
      sink.once('drain', () => source.resume());
    });
    source.once('close', () => closeSync(this.#descriptor));
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** Why the copy is not whole, if so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  #keep(chunk: Buffer): void {
    if (this.#failure) return;
    try {
      for (let at = 0; at < chunk.length;) at += writeSync(this.#descriptor, chunk, at);
      this.#size += chunk.length;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
