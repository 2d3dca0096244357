import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeSignature, signManifest } from '../../../../src/registry/artifacts/omsSignature';
import { hashFolder } from '../../../../src/registry/artifacts/readFiles';
import { readSignerKeys } from '../../../../src/registry/artifacts/signerKeys';
import { useFolder, writeModel } from './folders';

describe('readSignerKeys', () => {
  const folder = useFolder();
  const makeKey = (name: string, type: string, bits: string) => {
    const file = join(folder.path, name);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-m', 'PEM', '-f', file, '-C', 'mara@ex.org']);
    return { key: readFileSync(file, 'utf8'), line: readFileSync(`${file}.pub`, 'utf8').trim() };
  };

  it("reads OpenSSH's keys, with which a signature is verified", async () => {
    const { key, line } = makeKey('k', 'ecdsa', '256');
    const model = hashFolder(await writeModel(join(folder.path, 'model')));
    const signers = `# who may sign\nmara@ex.org,mara@home.net namespaces="model" ${line}\n`;
    const finding = judgeSignature(signManifest(model, 'model', key), model, readSignerKeys(signers));
    assert.equal(finding.status, 'verified');
    assert.deepEqual(readSignerKeys(`# ${line}\n`), []);
  });

  it('reads PEM, several of both kinds, and leaves out others', () => {
    const pem = readFileSync('test/fixtures/model-signing/p256.pub.pem', 'utf8');
    const [ec, other] = [makeKey('a', 'ecdsa', '521'), makeKey('b', 'ed25519', '256')];
    const keys = readSignerKeys(`${pem}${other.line}\n${ec.line}\n`);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], pem.trim());
    assert.match(keys[1]!, /^-----BEGIN PUBLIC KEY-----/);
  });

  it('takes no key for what is cut or not on the curve', () => {
    const { line } = makeKey('k', 'ecdsa', '256');
    const [type = '', blob = ''] = line.split(' ');
    const bent = Buffer.from(blob, 'base64');
    bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1;
    for (const text of ['', `${type} AAAA`, `${type} ${blob.slice(0, 60)}`, `${type} ${bent.toString('base64')}`]) {
      assert.deepEqual(readSignerKeys(text), []);
    }
  });
});
