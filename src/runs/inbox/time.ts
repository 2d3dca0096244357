const pattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

/** An ISO 8601 time in milliseconds since 1970, without a zone taken as UTC; null for what is none. */
export function parseTime(text: string): number | null {
  const [, day, clock = '00:00', zone = 'Z'] = pattern.exec(text) ?? [];
  if (day === undefined) return null;
  const milliseconds = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
