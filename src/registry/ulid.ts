import { randomBytes } from 'node:crypto';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new ULID: 26 characters of Crockford's base 32, the first ten the time (ms since 1970), the others random. */
export function newUlid(now: number): string {
  let bits = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let place = 0; place < 26; place += 1) {
    text = (digits[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}
