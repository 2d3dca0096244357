/** A picture as `mlflow.log_image(image, key=…, step=…)` stores it. */
export interface Picture {
  readonly key: string;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly path: string;
  /** A smaller copy that the client stores beside the picture. */
  readonly compressed: boolean;
}

// Clients of MLflow 2 part the name by % and write # for the / of a key; those of MLflow 3 take + and ~.
const name = /^images\/(.+)([%+])step\2(-?\d+)\2timestamp\2(\d+)\2[^%+/]+?(\2compressed)?\.(?:png|webp)$/;

/** The picture that a path names; null for any other file. */
export function parsePicture(path: string): Picture | null {
  const match = name.exec(path);
  if (match === null) return null;
  const [, key = '', separator = '', step = '', timestamp = '', compressed] = match;
  return {
    key: key.replaceAll(separator === '%' ? '#' : '~', '/'),
    step: Number(step),
    timestamp: Number(timestamp),
    path,
    compressed: compressed !== undefined,
  };
}

/** Of one run the pictures of a key, whole ones where there are any, in the order of steps; of one step the last logged. */
export function picturesOf(paths: readonly string[], key: string): readonly Picture[] {
  const byStep = new Map<number, Picture>();
  for (const path of paths) {
    const picture = parsePicture(path);
    if (picture?.key !== key) continue;
    const before = byStep.get(picture.step);
    if (before === undefined || isBetter(picture, before)) byStep.set(picture.step, picture);
  }
  return [...byStep.values()].toSorted((one, other) => one.step - other.step);
}

function isBetter(picture: Picture, before: Picture): boolean {
  if (picture.timestamp !== before.timestamp) return picture.timestamp > before.timestamp;
  return before.compressed && !picture.compressed;
}

/** The picture at a step, or else the last before it. */
export function pictureAt(pictures: readonly Picture[], step: number): Picture | null {
  return pictures.findLast((picture) => picture.step <= step) ?? null;
}
