import { clampWidth } from './resize';

/** Padding of a cell on both sides and the width of a mark, as in grid.css. */
const padding = 18;
const markWidth = 20;

let canvas: CanvasRenderingContext2D | null = null;

/** The width that shows every one of these texts whole, in the page's font. */
export function widthToFit(texts: readonly { readonly text: string; readonly marks: number }[]): number {
  canvas ??= document.createElement('canvas').getContext('2d');
  if (canvas === null) return clampWidth(0);
  canvas.font = `600 ${getComputedStyle(document.body).fontSize} ${getComputedStyle(document.body).fontFamily}`;
  let widest = 0;
  for (const { text, marks } of texts) {
    widest = Math.max(widest, canvas.measureText(text).width + marks * markWidth);
  }
  return clampWidth(Math.ceil(widest) + padding);
}
