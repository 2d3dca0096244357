// What a run says of itself must not move the cursor of a terminal, nor colour it.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]+/g;
// eslint-disable-next-line no-control-regex
const controlsInLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;

/** Text on one line, without control characters. */
export function toLine(text: string): string {
  return text.replace(controls, ' ');
}

/** Text without control characters but line feeds and tabs. */
export function toLines(text: string): string {
  return text.replace(controlsInLines, ' ');
}
