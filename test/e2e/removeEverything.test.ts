import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { call, type Desk, done, Place } from './badLuckPlace';

/** As it is left when Worktrees removes one that another program made. */
const salvage = 'refs/background-agents/salvage/worktree/mb1-0123abcd';
const cli = path.resolve(import.meta.dirname, '../../dist/cli.mjs');

describe('Remove everything', () => {
  let place: Place;
  let desk: Desk;
  let ids: string[];
  let before: string[];

  const git = (...argv: string[]): string => place.repo.git(...argv);

  /** All that git knows of the repository and that we could leave behind. */
  function traces(): string[] {
    return [
      git('for-each-ref', '--format=%(refname) %(objectname)'),
      git('worktree', 'list', '--porcelain'),
      git('config', '--local', '--list'),
      git('stash', 'list'),
    ];
  }

  beforeEach(async () => {
    const turns = () => [call('write_file', { path: 'made.txt', content: 'made\n' }), done];
    place = await Place.open([...turns(), ...turns(), ...turns()]);
    desk = await place.desk();
    git('branch', 'agents/of-mine');
    git('update-ref', 'refs/background-agents/snapshots/01ZZZZZZZZZZZZZZZZZZZZZZZZ', 'HEAD');
    before = traces();
    git('update-ref', salvage, 'HEAD');
    ids = [];
    for (const what of ['First', 'Second', 'Third']) {
      await desk.cli.run(...desk.task(what));
      ids.push(await desk.cli.newest());
    }
    assert.equal((await desk.cli.run('apply', ids[0] ?? '')).status, 0);
    await fs.mkdir(path.join(desk.data, 'rules'), { recursive: true });
    await fs.writeFile(path.join(desk.data, 'rules', 'mine.md'), 'Mine.\n');
    await fs.writeFile(path.join(desk.data, 'foreign.txt'), 'Not ours.\n');
  });

  afterEach(() => place.close());

  async function assertGone(): Promise<void> {
    assert.deepEqual(traces(), before);
    assert.deepEqual((await fs.readdir(desk.data)).toSorted(), ['foreign.txt', 'rules']);
    assert.equal(await fs.readFile(path.join(desk.data, 'rules', 'mine.md'), 'utf8'), 'Mine.\n');
    assert.equal(await fs.readFile(path.join(place.repo.root, 'made.txt'), 'utf8'), 'made\n');
  }

  it('is listed first, and refused while changes are not applied and not named', async () => {
    const { out, status } = await desk.cli.run('remove-everything');
    assert.equal(status, 0);
    const kinds = out
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .replace(/[:(].*/, '')
          .replace(/ in .*/, '')
          .trim(),
      );
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    assert.deepEqual(
      ['Change that is not applied, lost for good', 'Kept of a removed worktree', 'Worktree', 'Branch'].map(count),
      [2, 1, 3, 3],
    );
    assert.deepEqual(['Data of 3 agents', 'Stays'].map(count), [1, 2]);
    assert.ok(count('Ref') >= 6);
    assert.ok(!out.includes('01ZZZZ') && !out.includes('of-mine'));
    const refused = await desk.cli.run('remove-everything', '--yes');
    assert.equal(refused.status, 1);
    assert.match(refused.err, /Nothing was removed, because these changes are not applied: Second; Third\./);
    assert.ok(git('for-each-ref', salvage) !== '');
    assert.equal(((await desk.cli.json('list')) as unknown[]).length, 3);
  });

  it('leaves the repository as if there had been no agents, and what is not ours where it is', async () => {
    const { status, err } = await desk.cli.run('remove-everything', '--yes', '--with-unapplied');
    assert.deepEqual([status, err], [0, '']);
    await assertGone();
  });

  it('is finished by doing it again, wherever it was killed', async () => {
    for (let kills = 0; kills < 3; kills += 1) {
      const env = { ...process.env, BACKGROUND_AGENTS_HOME: desk.data };
      const child = spawn(process.execPath, [cli, 'remove-everything', '--yes', '--with-unapplied'], {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      child.kill('SIGKILL');
      await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined);
    }
    const { status } = await desk.cli.run('remove-everything', '--yes', '--with-unapplied');
    assert.equal(status, 0);
    await assertGone();
  });
});
