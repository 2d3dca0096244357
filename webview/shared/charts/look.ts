import type { KeyAction } from './keyboard';
import { pannedBy, zoomedBy } from './keyboard';
import { everything, type ChartPicture, type Zoom } from './lines';
import type { ShownReadings } from './tooltip';
import type { LimitsDraft } from './yLimits';

/** What a person has done to one chart; gone with the page. */
export interface Look {
  readonly zoom: Zoom;
  readonly isFull: boolean;
  readonly showsKeys: boolean;
  /** The page of the table that is shown in the chart's place; null: the chart is. */
  readonly tablePage: number | null;
  /** The Y range while it is typed in. */
  readonly draft: LimitsDraft | null;
  readonly readings: ShownReadings | null;
}

export const plainLook: Look = {
  zoom: everything,
  isFull: false,
  showsKeys: false,
  tablePage: null,
  draft: null,
  readings: null,
};

/** The look after an action that changes nothing but it; null for an action that does nothing here. */
export function lookAfter(look: Look, action: KeyAction, picture: ChartPicture): Look | null {
  const { zoom } = look;
  const { logX, logY } = picture.options;
  switch (action.kind) {
    case 'escape':
      if (look.isFull) return { ...look, isFull: false, readings: null };
      return zoom === everything ? null : { ...look, zoom: everything, readings: null };
    case 'reset':
      return { ...look, zoom: everything, readings: null };
    case 'full':
      return { ...look, isFull: !look.isFull, readings: null };
    case 'table':
      return { ...look, tablePage: look.tablePage === null ? 0 : null, readings: null };
    case 'keys':
      return { ...look, showsKeys: !look.showsKeys };
    case 'zoom':
      return { ...look, zoom: { ...zoom, x: zoomedBy(picture.x, action.factor, logX) }, readings: null };
    case 'pan':
      return {
        ...look,
        zoom: {
          x: action.x === 0 ? zoom.x : pannedBy(picture.x, action.x, logX),
          y: action.y === 0 ? zoom.y : pannedBy(picture.y, action.y, logY),
        },
        readings: null,
      };
    case 'limits':
    case 'step':
      return null;
  }
}
