import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFolder } from '../../../../src/registry/artifacts/readFiles';
import { judgeSignature, signManifest } from '../../../../src/registry/artifacts/omsSignature';
import { useFolder, vectorRoot, writeModel } from './folders';

const fixture = (name: string) => readFileSync(join('test/fixtures/model-signing', name), 'utf8');
const newKey = (namedCurve = 'prime256v1') =>
  generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

interface Bundle {
  mediaType: string;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
}

describe('a signature of model files', () => {
  const folder = useFolder();
  beforeEach(() => writeModel(folder.path));
  const files = () => hashFolder(folder.path);

  it('made by model-signing is verified with its key', () => {
    for (const name of ['p256', 'p384']) {
      const finding = judgeSignature(fixture(`${name}.sig`), files(), [newKey().publicKey, fixture(`${name}.pub.pem`)]);
      assert.equal(finding.status, 'verified', finding.message);
    }
  });

  it('made here has the shape that model-signing reads', () => {
    const { privateKey, publicKey } = newKey();
    const bundle = JSON.parse(signManifest(files(), 'credit-risk', privateKey)) as Bundle;
    assert.equal(bundle.mediaType, 'application/vnd.dev.sigstore.bundle.v0.3+json');
    assert.deepEqual(bundle.verificationMaterial, {
      publicKey: { hint: createHash('sha256').update(publicKey).digest('hex') },
      tlogEntries: [],
    });
    const theirs = payloadOf(JSON.parse(fixture('p256.sig')) as Bundle);
    const ours = payloadOf(bundle);
    const sorted = (paths: string[]) => paths.toSorted();
    assert.deepEqual(
      sorted(ours.predicate.serialization.ignore_paths),
      sorted(theirs.predicate.serialization.ignore_paths),
    );
    ours.predicate.serialization.ignore_paths = theirs.predicate.serialization.ignore_paths;
    assert.deepEqual(ours, theirs);
    assert.equal(ours.subject[0]?.digest.sha256, vectorRoot);
    assert.equal(judgeSignature(JSON.stringify(bundle), files(), [publicKey]).status, 'verified');
  });

  it('is invalid when a file was changed, added, removed or renamed', async () => {
    const signed = fixture('p256.sig');
    const judge = () => judgeSignature(signed, files(), [fixture('p256.pub.pem')]);
    writeFileSync(join(folder.path, 'Z.txt'), 'y');
    assert.match(judge().message, /^Z\.txt was changed after it was signed/);
    await writeModel(folder.path);
    writeFileSync(join(folder.path, 'extra.bin'), '');
    assert.match(judge().message, /^extra\.bin is not signed/);
    assert.equal(judge().status, 'invalid');
    const fewer = files().files.filter(({ path }) => path !== 'Z.txt' && path !== 'extra.bin');
    assert.match(
      judgeSignature(signed, { files: fewer }, [fixture('p256.pub.pem')]).message,
      /^Z\.txt was signed, but is not there/,
    );
  });

  it('is unverified, never verified, without the key it names', () => {
    const finding = judgeSignature(fixture('p256.sig'), files(), [newKey().publicKey]);
    assert.equal(finding.status, 'unverified');
    assert.equal(judgeSignature(fixture('p256.sig'), files(), []).status, 'unverified');
  });

  it('is invalid when another key signed in the name of a trusted one, or the payload was exchanged', () => {
    const [trusted, other] = [newKey(), newKey()];
    const forged = JSON.parse(signManifest(files(), 'm', other.privateKey)) as Bundle;
    const real = JSON.parse(signManifest(files(), 'm', trusted.privateKey)) as Bundle;
    forged.verificationMaterial = real.verificationMaterial;
    assert.equal(judgeSignature(JSON.stringify(forged), files(), [trusted.publicKey]).status, 'invalid');
    const renamed = { ...real, dsseEnvelope: { ...real.dsseEnvelope } };
    const payload = Buffer.from(real.dsseEnvelope.payload, 'base64').toString().replace('"name":"m"', '"name":"n"');
    renamed.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
    assert.equal(judgeSignature(JSON.stringify(renamed), files(), [trusted.publicKey]).status, 'invalid');
  });

  it('is invalid when its root digest is not that of its files, though a trusted key signed it', () => {
    const { privateKey, publicKey } = newKey();
    const finding = judgeSignature(signManifest({ ...files(), rootDigest: '0'.repeat(64) }, 'm', privateKey), files(), [
      publicKey,
    ]);
    assert.deepEqual([finding.status, finding.message], ['invalid', 'The signature contradicts itself.']);
  });

  it('of the layout before 1.0 has its digests compared and is not called verified', () => {
    const { privateKey, publicKey } = newKey();
    const subject = files().files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } }));
    const old = resign(signManifest(files(), 'm', privateKey), privateKey, {
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://model_signing/Digests/v0.1',
      subject,
    });
    assert.equal(judgeSignature(old, files(), [publicKey]).status, 'unverified');
    writeFileSync(join(folder.path, 'Z.txt'), 'y');
    assert.equal(judgeSignature(old, files(), [publicKey]).status, 'invalid');
  });

  it('of a certificate or an unknown kind is unverified, and what is none is invalid', () => {
    const { privateKey, publicKey } = newKey();
    const bundle = JSON.parse(signManifest(files(), 'm', privateKey)) as Bundle;
    bundle.verificationMaterial = { certificate: { rawBytes: 'AAAA' }, tlogEntries: [] };
    assert.equal(judgeSignature(JSON.stringify(bundle), files(), [publicKey]).status, 'unverified');
    const shards = payloadOf(bundle);
    shards.predicate.serialization.method = 'shards';
    assert.equal(
      judgeSignature(resign(JSON.stringify(bundle), privateKey, shards), files(), [publicKey]).status,
      'unverified',
    );
    for (const text of ['', '{}', 'null', '[]', '{"dsseEnvelope":{"payload":"!"}}']) {
      assert.equal(judgeSignature(text, files(), [publicKey]).status, 'invalid');
    }
  });

  it('is not made with a key of another kind', () => {
    for (const key of ['no key', newKey('secp384r1').privateKey, newKey('secp256k1').privateKey]) {
      assert.throws(() => signManifest(files(), 'm', key), { code: 'INVALID_VALUE' });
    }
  });
});

interface Payload {
  subject: { name: string; digest: { sha256: string } }[];
  predicate: { serialization: { ignore_paths: string[]; method: string } };
}

function payloadOf(bundle: Bundle): Payload {
  return JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()) as Payload;
}

function resign(text: string, key: string, statement: unknown): string {
  const bundle = JSON.parse(text) as Bundle;
  const payload = Buffer.from(JSON.stringify(statement));
  const type = bundle.dsseEnvelope.payloadType;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  bundle.dsseEnvelope.payload = payload.toString('base64');
  bundle.dsseEnvelope.signatures = [{ sig: sign('sha256', signed, key).toString('base64'), keyid: '' }];
  return JSON.stringify(bundle);
}
