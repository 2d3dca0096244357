import { hash } from 'node:crypto';

/** What the first event of a log has for a former hash. */
export const genesis = '0'.repeat(64);

/** SHA-256 in hex that ties a body (canonical JSON) to all events before it. */
export function hashEvent(previousHash: string, body: string): string {
  return hash('sha256', `modeltrail.audit.v1\n${previousHash}\n${body}`, 'hex');
}
