import assert from 'node:assert/strict';
import { withoutCredentials } from '../../../src/git/remoteUrl';

describe('withoutCredentials', () => {
  const cases = [
    ['https://user:pass@example.org/a.git', 'https://example.org/a.git'],
    ['https://token@example.org/a.git', 'https://example.org/a.git'],
    ['https://user:p@ss@example.org/a.git', 'https://example.org/a.git'],
    ['https://example.org/a.git?access_token=x#y', 'https://example.org/a.git'],
    ['ssh://git@example.org:22/a.git', 'ssh://example.org:22/a.git'],
    ['git@example.org:team/a.git', 'git@example.org:team/a.git'],
    ['user:pass@example.org:team/a.git', 'user@example.org:team/a.git'],
    ['https://example.org/@scope/a.git', 'https://example.org/@scope/a.git'],
    ['../local path/a.git', '../local path/a.git'],
    ['C:\\repositories\\a@b', 'C:\\repositories\\a@b'],
  ] as const;
  for (const [url, expected] of cases) {
    it(`makes ${expected} of ${url}`, () => assert.equal(withoutCredentials(url), expected));
  }
});
