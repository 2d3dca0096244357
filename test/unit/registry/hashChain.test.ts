import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { genesis, hashEvent } from '../../../src/registry/audit/chain';
import { canonicalJson } from '../../../src/registry/audit/jcs';

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units', () => {
    const keys = ['\r', '1', 'a', '€', '😀', '\ufb33'];
    const shuffled = Object.fromEntries(keys.toReversed().map((key) => [key, 0]));
    assert.deepEqual(canonicalJson(shuffled), `{${keys.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
  });

  it('writes numbers as ECMAScript does, and normalises no text', () => {
    assert.equal(
      canonicalJson({ b: 1e-7, a: 120000.0, c: -0, d: [1e21, 0.1] }),
      '{"a":120000,"b":1e-7,"c":0,"d":[1e+21,0.1]}',
    );
    assert.notEqual(canonicalJson('é'), canonicalJson('e\u0301'));
    assert.throws(() => canonicalJson({ a: [NaN] }), TypeError);
    assert.throws(() => canonicalJson(-Infinity), TypeError);
  });

  it('leaves out what is undefined, keeps null, and has no half characters', () => {
    assert.equal(canonicalJson({ b: undefined, a: null }), '{"a":null}');
    assert.equal(canonicalJson('\ud83d!'), '"\ufffd!"');
    assert.equal(canonicalJson('😀\u0000"'), '"😀\\u0000\\""');
  });

  it('gives an evidence document the digest that people approve', () => {
    const evidence = {
      subject: {
        version: 2,
        rootDigest: 'a0e18ff8abf2ba21889d374d43964326d0699de4429f23a896d81e948a5ee943',
        name: 'credit-risk',
      },
      schema: 'modeltrail/evidence/v1',
      checks: [{ status: 'pass', required: '>= 0.85', observed: 0.8712, kind: 'metric', id: 'auc' }],
    };
    assert.equal(
      hash('sha256', canonicalJson(evidence)),
      'f4dade8f4aa73d939a9086a21283a66da79eeda1c3a94fd2340d30e307110e3e',
    );
  });
});

describe('the hash of an event', () => {
  it('ties its text to all events before it', () => {
    const mara = { email: 'mara@ex.org', name: 'Mara Lindqvist' };
    const ts = '2026-03-02T09:15:00.000Z';
    const events = [
      { model: 'credit-risk', action: 'model.created', actor: { ...mara, person: null }, ts, seq: 1 },
      {
        seq: 2,
        action: 'version.registered',
        actor: { ...mara, person: 'mara' },
        digest: '5c1f',
        metrics: { n: 120000.0, auc: 0.87, loss: 1e-7 },
        model: 'credit-risk',
        note: 'größer – naïve',
        ts,
        version: 1,
      },
      {
        seq: 3,
        action: 'request.opened',
        model: 'credit-risk',
        reason: null,
        to: 'Staging',
        ts: '2026-03-02T09:16:30.250Z',
        version: 1,
      },
    ];
    const hashes: string[] = [];
    for (const event of events) hashes.push(hashEvent(hashes.at(-1) ?? genesis, canonicalJson(event)));
    assert.deepEqual(hashes, [
      'b8421478b084c394a8ddcaeb125bd1d6ced0241af6a59eae675fc78f1484e056',
      'cb6a1ded388f4a2109e9560effbd2b08aaea043a2a19286cec1d554c5034e94e',
      '5286ce74d6823c8fd3365d6e39e66cc92eda5e30d5d1f35deff608d5bb07cde5',
    ]);
  });
});
