import * as z from 'zod';
import { driftSeverities, type DriftCheck, type DriftSeverity } from './definitions';
import type { Facts, ReportFact } from './facts';
import { describeBounds, judgeBounds } from './numbers';
import { combine, conclude, type Finding, type Judged, type Part } from './result';

const day = 86_400_000;
/** Clocks of two machines may differ by so much. */
const toleratedSkew = 5 * 60_000;

const schema = z.object({
  schema: z.literal('modeltrail/drift/v1'),
  createdAt: z.iso.datetime({ offset: true }).transform((time) => Date.parse(time)),
  reference: z.object({ digest: z.string().nullable() }),
  dataset: z.object({
    columns: z.int().nonnegative(),
    share: z.number().min(0).max(1),
    severity: z.enum(driftSeverities),
  }),
});

interface Report extends z.infer<typeof schema> {
  readonly fact: ReportFact;
}

/** Judges the newest drift report against the data that the version was trained on. */
export function judgeDrift(check: DriftCheck, facts: Pick<Facts, 'reports' | 'trainingDigests' | 'now'>): Judged {
  const allowed = check.severity_in ?? ['none', 'moderate'];
  const shares = describeBounds({ at_most: check.max_drifted_share }).map((bound) => `share ${bound}`);
  return conclude(check, [`severity ${allowed.join(' or ')}`, ...shares].join('; '), judge(check, allowed, facts));
}

function judge(
  check: DriftCheck,
  allowed: readonly DriftSeverity[],
  { reports, trainingDigests, now }: Pick<Facts, 'reports' | 'trainingDigests' | 'now'>,
): Finding {
  const read = reports.map((fact) => ({ fact, parsed: schema.safeParse(fact.document) }));
  const unreadable = read.find(({ parsed }) => !parsed.success);
  if (unreadable) {
    // It may be the newest: passing it over would open the gate to whoever spoils a bad report.
    const { ref, sha256 } = unreadable.fact;
    return { status: 'error', message: `The drift report ${ref} cannot be read.`, read: { unreadable: sha256 } };
  }
  const report = newest(
    read.flatMap(({ fact, parsed }) => (parsed.data ? [{ ...parsed.data, fact }] : [])),
    trainingDigests,
  );
  if (!report) {
    return { status: 'missing', message: 'No drift report compares with the data that this version was trained on.' };
  }
  const source = { kind: 'report', ref: report.fact.ref, sha256: report.fact.sha256 } as const;
  const maxAge = check.max_age ?? 7 * day;
  const age = now - report.createdAt;
  if (age > maxAge) {
    const message = `The newest drift report is ${inDays(age)} days old, required at most ${inDays(maxAge)}.`;
    return { status: 'missing', message, source };
  }
  const { severity, share, columns } = report.dataset;
  const found = { observed: severity, source, read: { sha256: report.fact.sha256, severity, share } };
  if (age < -toleratedSkew) return { ...found, status: 'error', message: 'The drift report comes from the future.' };
  if (columns === 0) return { ...found, status: 'error', message: 'The drift report tested no column.' };
  const parts: readonly Part[] = [
    {
      status: allowed.includes(severity) ? 'pass' : 'fail',
      message: `The drift is ${severity}, required ${allowed.join(' or ')}.`,
    },
    ...judgeBounds(share, 'The share of drifted columns', { at_most: check.max_drifted_share }),
  ];
  return { ...found, ...combine(parts) };
}

/** Of reports of one time the one with the worst answer counts. */
function newest(reports: readonly Report[], trainingDigests: readonly string[]): Report | undefined {
  const rank = ({ dataset }: Report) => driftSeverities.indexOf(dataset.severity);
  return reports
    .filter(({ reference }) => reference.digest !== null && trainingDigests.includes(reference.digest))
    .toSorted((a, b) => b.createdAt - a.createdAt || rank(b) - rank(a) || b.dataset.share - a.dataset.share)[0];
}

function inDays(milliseconds: number): string {
  return String(Math.round((milliseconds / day) * 10) / 10);
}
