import * as z from 'zod';
import type { ModelCardCheck } from './definitions';
import type { Facts, RunFacts } from './facts';
import { latestPoint, selectPoints } from './points';
import { foldTitle, isPlaceholder, readCard, type CardContent } from './readCard';
import { combine, conclude, type Judged, type Part } from './result';

export const defaultCard = 'MODEL_CARD.md';
const defaultKeys = ['license', 'datasets', 'metrics'];

const tolerance = 1e-6;

/** Judges whether the model card is written: its front matter, its sections, and the metrics that it claims. */
export function judgeModelCard(
  check: ModelCardCheck,
  { files, candidate }: Pick<Facts, 'files' | 'candidate'>,
): Judged {
  const path = check.path ?? defaultCard;
  const [keys, titles] = [check.require ?? defaultKeys, check.sections ?? []];
  const required = [...keys, ...titles.map((title) => `section ${title}`)].join('; ') || 'a model card';
  const file = files.get(path);
  if (!file) return conclude(check, required, { status: 'missing', message: `There is no model card ${path}.` });
  const card = readCard(file.text, { keepPlaceholders: check.no_placeholders === false });
  const parts: readonly Part[] = [
    ...(card.problem ? [{ status: 'error', message: card.problem } as const] : []),
    ...keys.filter((key) => isEmpty(card.frontMatter[key])).map((key) => lacking(`${key} in its front matter`)),
    ...titles.filter((title) => !isWritten(card, title)).map((title) => lacking(`a sentence in section ${title}`)),
    ...judgeClaims(card, candidate.run),
    { status: 'pass', message: 'The model card is written.' },
  ];
  const verdict = combine(parts);
  const source = { kind: 'file', ref: path, sha256: file.sha256 } as const;
  const observed = verdict.status === 'pass' ? 'complete' : 'incomplete';
  return conclude(check, required, { observed, source, read: { sha256: file.sha256 }, ...verdict });
}

function lacking(what: string): Part {
  return { status: 'fail', message: `The model card lacks ${what}.` };
}

function isWritten({ sections }: CardContent, title: string): boolean {
  return sections.some((section) => section.title === foldTitle(title) && section.sentences.length > 0);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return isPlaceholder(value);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

const indexSchema = z.array(
  z.object({
    results: z.array(
      z.object({
        metrics: z.array(
          z.object({ type: z.string(), name: z.string().optional(), value: z.union([z.number(), z.string()]) }),
        ),
      }),
    ),
  }),
);

/** A metric in the front matter that is not what the run recorded under its type or name. */
function judgeClaims({ frontMatter }: CardContent, run: RunFacts | null): readonly Part[] {
  const index = frontMatter['model-index'];
  if (index === undefined || index === null) return [];
  const read = indexSchema.safeParse(index);
  if (!read.success) return [{ status: 'warn', message: 'model-index in the front matter cannot be read.' }];
  const claims = read.data.flatMap(({ results }) => results.flatMap(({ metrics }) => metrics));
  return claims.flatMap(({ type, name, value }) => {
    const points = [type, name ?? type].map((metric) => latestPoint(selectPoints(run, { metric })));
    const recorded = points.find((point) => point !== null)?.value;
    if (recorded === undefined || isClose(Number(value), recorded)) return [];
    return [{ status: 'warn', message: `The model card says ${type} ${value}; the run recorded ${recorded}.` }];
  });
}

function isClose(claimed: number, recorded: number): boolean {
  return Math.abs(claimed - recorded) <= tolerance * Math.abs(recorded);
}
