import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { ModelTrailError } from '../../protocol/errors';
import { ignoredNames } from './listFiles';
import { compareManifests, type Manifest, type ManifestFile } from './manifest';

const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const payloadType = 'application/vnd.in-toto+json';
const statementType = 'https://in-toto.io/Statement/v1';
const signatureType = 'https://model_signing/signature/v1.0';
/** Before 1.0: every file a subject, no root. */
const digestsType = 'https://model_signing/Digests/v0.1';

/**
 * What a signature file says of a model. Only `verified` was checked with a key; `unverified` is of a kind or key that
 * cannot be checked here; `invalid` means that signature or files were changed.
 */
export interface SignatureFinding {
  readonly status: 'verified' | 'unverified' | 'invalid';
  /** A sentence that says why. */
  readonly message: string;
  /** SHA-256 of the PEM of the public key that it names, as hex. */
  readonly keyHint: string | null;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bundleSchema = z.object({
  verificationMaterial: z.looseObject({ publicKey: z.object({ hint: z.string() }).optional() }),
  dsseEnvelope: z.object({
    payload: z.base64(),
    payloadType: z.literal(payloadType),
    signatures: z.array(z.object({ sig: z.base64() })).length(1),
  }),
});
const subjectSchema = z.object({ name: z.string(), digest: z.object({ sha256 }) });
const statementSchema = z.discriminatedUnion('predicateType', [
  z.object({
    _type: z.literal(statementType),
    predicateType: z.literal(signatureType),
    subject: z.array(subjectSchema).length(1),
    predicate: z.object({
      serialization: z.object({ method: z.literal('files'), hash_type: z.literal('sha256') }),
      resources: z.array(z.object({ name: z.string(), digest: sha256, algorithm: z.literal('sha256') })).min(1),
    }),
  }),
  z.object({
    _type: z.literal(statementType),
    predicateType: z.literal(digestsType),
    subject: z.array(subjectSchema).min(1),
  }),
]);
type Statement = z.infer<typeof statementSchema>;

/**
 * Signs a manifest as `model_signing sign key` does, with an EC key in PEM; `name` is that of the model's folder. Gives
 * the text of a signature file. Throws `INVALID_VALUE` for a key that is none of P-256.
 */
export function signManifest({ files, rootDigest }: Manifest, name: string, privateKey: string): string {
  const key = readKey(() => createPrivateKey(privateKey));
  if (hashOf(key) !== 'sha256') throw badKey();
  const statement = {
    _type: statementType,
    subject: [{ name, digest: { sha256: rootDigest } }],
    predicateType: signatureType,
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: ignoredNames },
      resources: files.map((file) => ({ name: file.path, digest: file.sha256, algorithm: 'sha256' })),
    },
  };
  const payload = Buffer.from(JSON.stringify(statement));
  return JSON.stringify({
    mediaType: bundleType,
    verificationMaterial: { publicKey: { hint: hintOf(createPublicKey(key)) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: sign('sha256', toSigned(payload), key).toString('base64'), keyid: '' }],
    },
  });
}

/**
 * Judges the text of a signature file by the public keys (PEM) that are trusted and the files as they are now. A file
 * that the signature leaves out makes it invalid: it would be in the model, but not signed. Throws `INVALID_VALUE` for a
 * key of ours that cannot be read.
 */
export function judgeSignature(
  content: string,
  { files }: { readonly files: readonly ManifestFile[] },
  publicKeys: readonly string[],
): SignatureFinding {
  const keys = publicKeys.map((pem) => readKey(() => createPublicKey(pem)));
  const bundle = bundleSchema.safeParse(parseJson(content));
  if (!bundle.success) return { status: 'invalid', message: 'The signature file cannot be read.', keyHint: null };
  const { verificationMaterial, dsseEnvelope } = bundle.data;
  const keyHint = verificationMaterial.publicKey?.hint ?? null;
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  const statement = statementSchema.safeParse(parseJson(payload.toString('utf8')));
  if (!statement.success) {
    return { status: 'unverified', message: 'The signature is of a kind that cannot be checked here.', keyHint };
  }
  const differs = explainDifference(statement.data, files);
  if (differs) return { status: 'invalid', message: differs, keyHint };
  if (statement.data.predicateType === digestsType) {
    return { status: 'unverified', message: 'The signature has the layout before 1.0, whose digests match.', keyHint };
  }
  if (keyHint === null) {
    const message = 'It is signed with a certificate, which is not checked here; its digests match.';
    return { status: 'unverified', message, keyHint };
  }
  const key = keys.find((each) => hintOf(each) === keyHint);
  if (!key)
    return { status: 'unverified', message: `No trusted key is the one it was signed with (${keyHint}).`, keyHint };
  const [signature] = dsseEnvelope.signatures;
  const checked = verify(hashOf(key), toSigned(payload), key, Buffer.from(signature?.sig ?? '', 'base64'));
  return checked
    ? { status: 'verified', message: 'The signature of a trusted key fits the files.', keyHint }
    : { status: 'invalid', message: 'The signature was not made with the key that it names.', keyHint };
}

/** What the statement says and the files do not, or the other way round; null when they agree. */
function explainDifference(statement: Statement, files: readonly ManifestFile[]): string | null {
  const signed =
    statement.predicateType === signatureType
      ? statement.predicate.resources.map(({ name, digest }) => ({ path: name, size: 0, sha256: digest }))
      : statement.subject.map(({ name, digest }) => ({ path: name, size: 0, sha256: digest.sha256 }));
  if (new Set(signed.map(({ path }) => path)).size < signed.length) return 'The signature names a file twice.';
  if (statement.predicateType === signatureType) {
    const root = createHash('sha256');
    for (const file of signed) root.update(file.sha256, 'hex');
    if (root.digest('hex') !== statement.subject[0]?.digest.sha256) return 'The signature contradicts itself.';
  }
  const { added, missing, changed } = compareManifests(signed, files);
  const [path] = [...changed, ...missing, ...added];
  if (path === undefined) return null;
  if (changed.includes(path)) return `${path} was changed after it was signed.`;
  return missing.includes(path) ? `${path} was signed, but is not there.` : `${path} is not signed.`;
}

/** DSSE's pre-authentication encoding, the bytes that are signed. */
function toSigned(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
}

function hintOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

const hashes: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };

function hashOf(key: KeyObject): string {
  const hash = hashes[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (hash === undefined) throw badKey();
  return hash;
}

function readKey(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (error) {
    throw badKey(error);
  }
}

function badKey(cause?: unknown): ModelTrailError {
  return new ModelTrailError('INVALID_VALUE', 'The key is no EC key of curve P-256 in PEM.', {
    hint: 'Make one: openssl ecparam -name prime256v1 -genkey -noout -out key.pem',
    cause,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // What the schema refuses.
  }
}
