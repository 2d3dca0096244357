import assert from 'node:assert/strict';
import { explainClaimedSize, readMlModel } from '../../../../src/registry/artifacts/mlModel';

const modern = `
artifact_path: model
flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.sklearn
    python_version: 3.11.7
  sklearn: {code: null, pickled_model: model.pkl, sklearn_version: 1.5.2}
is_signature_from_type_hint: false
metadata: {team: risk}
mlflow_version: 3.14.0
model_id: m-0123456789abcdef
model_size_bytes: 900
model_uuid: m-0123456789abcdef
run_id: 0123456789abcdef0123456789abcdef
saved_input_example_info: {artifact_path: input_example.json, type: ndarray}
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: null
utc_time_created: '2026-03-02 09:15:00.123456'
`;

describe('readMlModel', () => {
  it('reads what MLflow writes, the signature within being JSON', () => {
    const model = readMlModel(modern);
    assert.deepEqual(model.problems, []);
    assert.equal(model.runId, '0123456789abcdef0123456789abcdef');
    assert.equal(model.modelId, 'm-0123456789abcdef');
    assert.equal(model.mlflowVersion, '3.14.0');
    assert.equal(model.created, Date.UTC(2026, 2, 2, 9, 15, 0, 123));
    assert.deepEqual(Object.keys(model.flavors), ['python_function', 'sklearn']);
    assert.deepEqual(model.environment, { conda: 'conda.yaml', virtualenv: 'python_env.yaml' });
    assert.deepEqual(model.signature?.inputs, [{ type: 'double', name: 'age', required: true }]);
    assert.equal(model.signature.params, null);
    assert.deepEqual(model.metadata, { team: 'risk' });
    assert.deepEqual(model.inputExample, { artifact_path: 'input_example.json', type: 'ndarray' });
  });

  it('reads the environment of MLflow 1, a single name', () => {
    assert.deepEqual(readMlModel('flavors: {python_function: {env: conda.yaml}}').environment, { conda: 'conda.yaml' });
    assert.deepEqual(readMlModel('flavors: {}\n').environment, {});
  });

  it('keeps what it can read and names the rest', () => {
    const model = readMlModel("run_id: 7\nutc_time_created: yesterday\nsignature: {inputs: '[{', outputs: '[]'}\n");
    assert.equal(model.runId, null);
    assert.deepEqual(model.signature, { inputs: null, outputs: [], params: null });
    assert.equal(model.problems.length, 2);
    assert.match(model.problems.join(' '), /utc_time_created is no time.*signature\.inputs is no JSON/);
    assert.deepEqual(readMlModel('- a\n- b\n').problems, ['MLmodel is no map of keys and values.']);
    assert.deepEqual(readMlModel('').flavors, {});
  });

  it('makes nothing of tags and merges no keys', () => {
    const model = readMlModel('metadata: {x: !!python/object/apply:os.system ["true"], <<: {y: 1}}');
    assert.deepEqual(model.metadata, { x: ['true'], '<<': { y: 1 } });
  });

  it('refuses bombs, depth, length and what is no YAML', () => {
    const layers = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
    const bomb = ['a0: &a0 [x, x, x]', ...layers].join('\n');
    for (const text of [bomb, '['.repeat(100_000), `a: ${'x'.repeat(300_000)}`, 'a: [', 'a: 1\n---\nb: 2', 'a: "']) {
      assert.throws(() => readMlModel(text), { code: 'INVALID_VALUE', message: /^MLmodel is/ });
    }
  });
});

describe('explainClaimedSize', () => {
  const files = [
    { path: 'model.pkl', size: 800, sha256: '' },
    { path: 'MLmodel', size: 150, sha256: '' },
    { path: 'conda.yaml', size: 50, sha256: '' },
  ];
  const claim = (bytes: number) => explainClaimedSize(readMlModel(`model_size_bytes: ${bytes}`), files);

  it('is silent where MLflow counted before it wrote its own files', () => {
    for (const bytes of [800, 850, 1000]) assert.equal(claim(bytes), null);
    assert.equal(explainClaimedSize(readMlModel('run_id: x'), files), null);
  });

  it('tells of a claim that cannot be', () => {
    assert.match(claim(799) ?? '', /799 bytes; its files have 1000/);
    assert.match(claim(1001) ?? '', /1001 bytes/);
  });
});
