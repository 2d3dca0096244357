import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskCommandLine, maskText } from '../../../../src/runs/process';

const masked = (line: string) => maskCommandLine(line.split(' ')).join(' ');

describe('masking a command line', () => {
  const secrets: [string, string][] = [
    ['train.py --password=hunter2 --lr=0.1', 'train.py --password=*** --lr=0.1'],
    ['train.py --token abc --lr 0.1', 'train.py --token *** --lr 0.1'],
    ['train.py --hf_token -abc', 'train.py --hf_token ***'],
    ['train.py -api-key abc', 'train.py -api-key ***'],
    ['train.py --awsSecretAccessKey=abc', 'train.py --awsSecretAccessKey=***'],
    ['train.py db.password=x +logger.api_key=y', 'train.py db.password=*** +logger.api_key=***'],
    ['env HF_TOKEN=abc python train.py', 'env HF_TOKEN=*** python train.py'],
    ['train.py --db postgres://me:pw@host/x', 'train.py --db postgres://me:***@host/x'],
    ['train.py https://h/x?sig=abc&n=1', 'train.py https://h/x?sig=***&n=1'],
    [`push ghp_${'a1'.repeat(18)}`, 'push ***'],
    [`push x=hf_${'a1'.repeat(15)}`, 'push x=***'],
  ];
  for (const [line, expected] of secrets)
    it(`hides the secret in "${line.slice(0, 40)}"`, () => assert.equal(masked(line), expected));

  it('hides secrets inside a quoted script', () => {
    assert.deepEqual(maskCommandLine(['bash', '-c', 'train --password "a b" --n 3; TOKEN=abc run']), [
      ...['bash', '-c', 'train --password *** --n 3; TOKEN=*** run'],
    ]);
    assert.deepEqual(maskCommandLine(['python', '-c', "login(token='abc', retries=3)"]), [
      ...['python', '-c', 'login(token=***, retries=3)'],
    ]);
    assert.equal(maskText('-H "Authorization: Bearer abc.def" -v'), '-H "Authorization: ***" -v');
    assert.equal(maskText('{"password": "x y", "lr": 1}'), '{"password": ***, "lr": 1}');
  });

  it('hides a whole value with blanks in it', () => {
    assert.deepEqual(maskCommandLine(['--passphrase=correct horse battery']), ['--passphrase=***']);
  });

  it('does not take the next option for the value of a flag', () => {
    assert.equal(masked('serve --auth --port 80'), 'serve --auth --port 80');
  });

  it('leaves the words of models alone', () => {
    const line =
      'run.py --max-tokens 5 --tokenizer bert --pad_token <pad> --num-tokens=3 --key id --passes 2 --author me';
    assert.equal(masked(line), line);
  });

  it('cuts arguments that hold a whole program', () => {
    assert.equal(maskCommandLine(['x'.repeat(100_000)])[0]?.length, 8_192);
    assert.equal(maskCommandLine(Array.from({ length: 100 }, () => 'x'.repeat(8_192))).length, 8);
  });

  it('never lets the value of a secret option through, whatever it is', () => {
    const value = fc.string({ minLength: 8, unit: 'grapheme-ascii' }).map((text) => `Q${text.replace(/^-+/, '')}Z9`);
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('--password', '--api-key', '--hf-token', '--client_secret'),
        (secret, name) => {
          const lines = [maskCommandLine([`${name}=${secret}`]), maskCommandLine([name, secret])];
          for (const line of lines) assert.equal(line.join(' ').includes(secret), false);
        },
      ),
    );
  });
});
