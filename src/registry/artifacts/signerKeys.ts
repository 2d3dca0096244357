import { createPublicKey } from 'node:crypto';

/** JOSE's names of the curves that OpenSSH names, and the bytes of a coordinate. */
const curves: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  nistp256: ['P-256', 32],
  nistp384: ['P-384', 48],
  nistp521: ['P-521', 66],
};

/**
 * The EC public keys of a file of signers, as PEM: PEM blocks, and lines of OpenSSH's `allowed_signers` or `.pub` files.
 * Keys of other kinds cannot sign model files and are left out.
 */
export function readSignerKeys(text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]*-----END PUBLIC KEY-----/g) ?? [];
  const lines = text.match(/^(?!\s*#).*?\becdsa-sha2-nistp(?:256|384|521)\s+[A-Za-z0-9+/=]+/gm) ?? [];
  return [...blocks, ...lines.flatMap((line) => toPem(Buffer.from(line.slice(line.search(/\S+$/)), 'base64')))];
}

/** OpenSSH's blob of an EC key: three texts with their lengths before them, type, curve, and the point as 04 ‖ x ‖ y. */
function toPem(blob: Buffer): readonly string[] {
  const [, curve, point] = readTexts(blob);
  const [crv, bytes = 0] = curves[curve?.toString('latin1') ?? ''] ?? [];
  if (!crv || point?.length !== 1 + 2 * bytes || point[0] !== 4) return [];
  const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)].map((part) => part.toString('base64url'));
  try {
    return [
      createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' }).export({
        type: 'spki',
        format: 'pem',
      }) as string,
    ];
  } catch {
    return []; // A point that is not on the curve is no key.
  }
}

function readTexts(blob: Buffer): readonly Buffer[] {
  const texts: Buffer[] = [];
  for (let at = 0; at + 4 <= blob.length;) {
    const length = blob.readUInt32BE(at);
    texts.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return texts;
}
