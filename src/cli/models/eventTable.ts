import type { AuditEventDocument } from '../../protocol/registry';
import { toCsvLine } from '../../protocol/tableText';
import { formatTable } from '../table';

/** Events under each other, oldest first. */
export function toEventTable(events: readonly AuditEventDocument[]): string {
  return formatTable<AuditEventDocument>(
    [
      { title: 'SEQ', cell: ({ seq }) => String(seq), right: true },
      { title: 'TIME', cell: ({ ts }) => ts.slice(0, 19).replace('T', ' ') },
      { title: 'ACTION', cell: ({ action }) => action },
      {
        title: 'MODEL',
        cell: ({ model, version }) => (version === null ? (model ?? '–') : `${model ?? ''}/${version}`),
      },
      { title: 'CHANGE', cell: toChange },
      { title: 'BY', cell: ({ actor }) => actor.name },
      { title: 'REASON', cell: ({ reason }) => reason ?? '' },
    ],
    events,
  );
}

function toChange({ from, to, kind }: AuditEventDocument): string {
  const change = from !== null && to !== null ? `${from} → ${to}` : (to ?? (from === null ? '' : `− ${from}`));
  return kind === null ? change : `${change} (${kind})`;
}

const csvColumns = [
  'seq',
  'ts',
  'effectiveTs',
  'action',
  'model',
  'version',
  'from',
  'to',
  'kind',
  'reason',
  'requestId',
  'causeSeq',
  'evidenceSha256',
  'chainId',
  'prevHash',
  'hash',
] as const satisfies readonly (keyof AuditEventDocument)[];

/** Events as CSV (RFC 4180), who did it in four columns. */
export function toEventCsv(events: readonly AuditEventDocument[]): string {
  const title = [...csvColumns, 'actorPerson', 'actorName', 'actorEmail', 'actorMethod', 'actorAssurance'];
  const rows = events.map((event) => {
    const { person, name, email, method, assurance } = event.actor;
    return [...csvColumns.map((column) => String(event[column] ?? '')), person ?? '', name, email, method, assurance];
  });
  return [title, ...rows].map(toCsvLine).join('');
}
