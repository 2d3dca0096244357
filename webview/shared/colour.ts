import { html, svg, type TemplateResult } from 'lit';
import { runColourIds, runDashes, runMarkers, type RunColour } from '../../src/protocol/runColour';
import { themeColour } from './theme';

/** The run's colour in the present theme, for canvases. */
export function canvasColour({ index }: RunColour): string {
  const id = runColourIds[index] ?? runColourIds[0];
  return themeColour(id.replace('.', '-'));
}

const dashes: Readonly<Record<(typeof runDashes)[number], readonly number[]>> = {
  solid: [],
  dashed: [6, 4],
  dotted: [1.5, 3],
  'dash-dot': [8, 3, 2, 3],
};

/** The run's dash as canvases and SVG take it, in pixels. */
export function dashPattern({ dash }: RunColour): readonly number[] {
  return dashes[runDashes[dash] ?? 'solid'];
}

/** A 24 × 12 sample of the run's line, as a legend shows it: colour, dash and marker. */
export function runSwatch(colour: RunColour): TemplateResult {
  return html`<svg class="swatch colour-${colour.index}" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
    <line x1="1" y1="6" x2="23" y2="6" stroke-dasharray=${dashPattern(colour).join(' ')}></line>
    ${runMarker(colour)}
  </svg>`;
}

/** The run's marker, around (12, 6). */
export function runMarker({ marker: index }: RunColour): TemplateResult<2> {
  switch (runMarkers[index] ?? 'circle') {
    case 'circle':
      return svg`<circle cx="12" cy="6" r="3.5"></circle>`;
    case 'square':
      return svg`<rect x="8.75" y="2.75" width="6.5" height="6.5"></rect>`;
    case 'triangle':
      return svg`<path d="M12 2 L16 9.5 L8 9.5 Z"></path>`;
    case 'diamond':
      return svg`<path d="M12 1.5 L16.5 6 L12 10.5 L7.5 6 Z"></path>`;
    case 'cross':
      return svg`<path class="stroke" d="M8.5 2.5 L15.5 9.5 M15.5 2.5 L8.5 9.5"></path>`;
  }
}
