import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { isLeftOut, parseIgnoreRules } from '../../../../src/core/files/ignoreRules';
import { removeFolder, temporaryFolder } from '../../../fakes/temporaryFolder';

const line = fc
  .array(fc.constantFrom('a', 'b', '*', '**', '/', '?', '!', 'a/', '/**', '**/', '[ab]', ' ', '#', '\\'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''))
  // What git makes of a lone escape, of stars inside a name and of empty names is its own affair.
  .filter(
    (text) => !/\\$|\\[^!# ]|\/\/|(?:[^/!]|(?<=.)!)\*\*|\*\*[^/]|\*\*\*|^!?\/?$|^!?\/+$|^!!|! /.test(text.trimEnd()),
  );
const file = fc
  .array(fc.constantFrom('a', 'b', 'ab', '!a', '#'), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'));

describe('ignore rules', () => {
  it('leave out what git leaves out', async () => {
    const repository = await temporaryFolder();
    execFileSync('git', ['init', '--quiet', repository]);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.array(file, { maxLength: 8 }), (lines, files) => {
        const text = `${lines.join('\n')}\n`;
        fs.writeFileSync(path.join(repository, '.gitignore'), text);
        const asked = spawnSync('git', ['-C', repository, 'check-ignore', '--no-index', '-z', '--stdin'], {
          input: files.map((name) => `${name}\0`).join(''),
          encoding: 'utf8',
        });
        const known = new Set(asked.stdout.split('\0'));
        const rules = parseIgnoreRules(text, { ignoreCase: false });
        assert.deepEqual(
          files.filter((name) => isLeftOut(rules, name)),
          files.filter((name) => known.has(name)),
        );
      }),
      { numRuns: 150 },
    );
    await removeFolder(repository);
  });

  it('take Windows line ends, a byte order mark and another case', () => {
    const rules = parseIgnoreRules('\ufeffSecrets/\r\n*.PEM\r\n', { ignoreCase: true });
    assert.deepEqual(
      ['secrets/a', 'x/Secrets/b', 'key.pem', 'secrets'].filter((name) => isLeftOut(rules, name)),
      ['secrets/a', 'x/Secrets/b', 'key.pem'],
    );
    assert.equal(isLeftOut(rules, 'secrets', true), true);
  });
});
