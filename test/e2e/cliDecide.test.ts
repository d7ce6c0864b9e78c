import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

interface Listed {
  path: string;
  status: string;
}

describe('deciding about changes in the terminal', () => {
  let place: SampleCli;
  let cli: Cli;

  before(async () => {
    place = await openSampleCli();
    ({ cli } = place);
    const { folder, task } = place.sample;
    const rehearsal = ['--model', 'rehearsal/rehearsal', '--verify', 'npm test', '--approve', 'allow'];
    const run = await cli.run('run', '--repo', folder, '--task', task, ...rehearsal);
    assert.equal(run.status, 0, run.err);
  });

  after(() => place.close());

  const git = (...args: string[]): string => execFileSync('git', args, { cwd: place.sample.folder, encoding: 'utf8' });
  const decide = async (...args: string[]): Promise<string[]> => {
    const { out, err, status } = await cli.run('decide', await cli.newest(), '--json', ...args);
    assert.equal(status, 0, err);
    const listed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Listed);
    return listed.map(({ path, status: decided }) => `${path} ${decided}`);
  };

  it('lists them by number, and takes only what was accepted', async () => {
    const id = await cli.newest();
    const open = await decide();
    assert.deepEqual(open, ['CHANGELOG.md open', 'src/shipping.js open', 'test/checkout.test.js open']);
    const nothing = await cli.run('apply', id, '--accepted');
    assert.match(nothing.err, /Nothing of the change is accepted/);
    assert.match((await cli.run('decide', id, '--accept', '4')).err, /“4” is no number from the list of 3 changes/);
    assert.deepEqual(await decide('--accept', '2-3', '--reject', '1', '--reason', 'Not yet'), [
      'CHANGELOG.md rejected',
      'src/shipping.js accepted',
      'test/checkout.test.js accepted',
    ]);
    assert.match((await cli.run('decide', id)).out, /^ {2}2 {2}accepted {2}src\/shipping\.js:\d+ {2}\+1 −1 {2}\S/m);
    const applied = await cli.run('apply', id, '--accepted');
    assert.equal(applied.status, 0, applied.err);
    assert.match(applied.out, /^Applied 2 accepted changes; 0 are not decided and 1 rejected\./);
    assert.equal(git('status', '--porcelain'), ' M src/shipping.js\n M test/checkout.test.js\n');
    assert.deepEqual(await decide('--undecide', 'all'), ['CHANGELOG.md open']);
    assert.equal((await cli.run('undo', id)).status, 0);
    assert.equal(git('status', '--porcelain'), '');
  });
});
