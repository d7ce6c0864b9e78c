import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { memberChecks } from '../../src/core/repositories/memberChecks';
import { quoted, setupScript } from '../../src/core/setup/setupScript';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const runs = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 200 : 10;
const shells = ['/bin/sh', '/bin/bash'];

/** What a shell prints that runs this, without its last zero byte. */
function printed(shell: string, script: string, cwd?: string): string[] {
  const { stdout, stderr, status } = spawnSync(shell, ['-c', script], { encoding: 'utf8', cwd });
  assert.deepEqual([status, stderr], [0, ''], script.slice(0, 500));
  return stdout.split('\0').slice(0, -1);
}

describe('texts of others that become words of a shell', () => {
  let root: string;
  beforeEach(async () => (root = await temporaryFolder()));
  afterEach(() => removeFolder(root));

  /** Names of folders that a repository may have. */
  const folders = ["a'; touch ran; '", '$(touch ran)', '`touch ran`', 'a\nb', '-P', '-', '--', '~', 'a b', '"', '*'];

  it('S03: come out as they went in, whatever is in them', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'\'"\\$`(){}[]<>|&;*?~#!=-\n\t '.split(''), 'a', 'ü'), maxLength: 40 }),
    );
    const words = text.map((each) => each.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.constantFrom(...shells), fc.array(words, { minLength: 50, maxLength: 50 }), (shell, all) => {
        const script = all.map((word) => `printf '%s\\0' ${quoted(word)}`).join('\n');
        assert.deepEqual(printed(shell, script), all);
      }),
      { numRuns: runs },
    );
  });

  it('S03: lead a setup into the folder of that name and run nothing by it', () => {
    for (const folder of folders) {
      fs.mkdirSync(path.join(root, folder));
      const list = { folder, steps: [`printf '%s\\0' "$PWD"`] };
      for (const shell of shells) {
        const script = setupScript(list as never, { mark: "m'x", kept: [], isWindows: false });
        assert.deepEqual(
          printed(shell, script, root).map((each) => each.split('step 1\n').at(-1)),
          [path.join(root, folder)],
        );
      }
    }
    assert.deepEqual(fs.readdirSync(root).sort(), [...folders].sort());
  });

  it('S03: lead the check of one of several repositories into its folder and run nothing by it', async () => {
    const json = JSON.stringify({ scripts: { test: 'x' } });
    for (const folder of folders) {
      fs.mkdirSync(path.join(root, folder));
      const repo = { path: folder, language: null, root: path.join(root, folder) };
      const read = (file: string) => Promise.resolve(file === `${folder}/package.json` ? json : null);
      const [check] = await memberChecks(repo as never, read);
      const command = (check?.command ?? '').replace(/ && npm test$/, ` && printf '%s\\0' "$PWD"`);
      assert.notEqual(command, check?.command);
      for (const shell of shells) {
        assert.deepEqual(printed(shell, command, root), [path.join(root, folder)], command);
      }
    }
    assert.deepEqual(fs.readdirSync(root).sort(), [...folders].sort());
  });
});
