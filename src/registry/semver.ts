import { invalid } from '../runs';

const part = '(0|[1-9]\\d{0,8})';
const identifier = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const pattern = new RegExp(
  `^v${part}\\.${part}\\.${part}(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** Refuses what is no `vX.Y.Z` of Semantic Versioning 2.0, prerelease and build allowed; X, Y and Z have up to 9 digits. */
export function checkSemver(text: string): void {
  if (!pattern.test(text)) throw invalid(`'${text}' is no semantic version.`, 'Write it as v1.2.3 or v1.2.3-rc.1.');
}

/** Sorts as text by major, minor and patch. */
export function semverOrder(text: string): string {
  return partsOf(text)
    .map((number) => String(number).padStart(9, '0'))
    .join('.');
}

/** The patch after the greatest version there is; the first is v0.0.1. */
export function nextSemver(greatest: string | null): string {
  if (greatest === null) return 'v0.0.1';
  const [major = 0, minor = 0, patch = 0] = partsOf(greatest);
  return `v${major}.${minor}.${patch + 1}`;
}

function partsOf(text: string): number[] {
  return (pattern.exec(text) ?? []).slice(1, 4).map(Number);
}
