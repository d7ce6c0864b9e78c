import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitProcess } from '../../../../src/adapters/git/process/gitProcess';
import { type Drivers, KnownDrivers } from '../../../../src/adapters/git/process/knownDrivers';

describe('KnownDrivers', () => {
  let commonDir: string;
  let gitDir: string;
  let drivers: KnownDrivers;
  let settings: string;
  let findsLfs = true;
  let listings: number;

  beforeEach(() => {
    commonDir = mkdtempSync(join(tmpdir(), 'bga-config-'));
    gitDir = join(commonDir, 'worktrees/one');
    mkdirSync(gitDir, { recursive: true });
    writeFileSync(join(commonDir, 'config'), 'one');
    drivers = new KnownDrivers();
    settings = 'local\0filter.a.clean\nevil\0';
    listings = 0;
    findsLfs = true;
  });
  afterEach(() => rmSync(commonDir, { recursive: true }));

  const read = (): Promise<Drivers> =>
    drivers.of(
      { worktree: '', commonDir, gitDir },
      () => {
        listings += 1;
        return Promise.resolve(settings);
      },
      () => Promise.resolve(findsLfs),
    );
  const ask = async (): Promise<Record<string, string>> => (await read()).env;
  const isListed = async (): Promise<boolean> => {
    const before = listings;
    await ask();
    return listings > before;
  };
  const untilKnown = async (): Promise<void> => {
    while (await isListed());
  };

  it('lists once while the files stay as they are, and gives the same then', async () => {
    const first = await ask();
    await untilKnown();
    settings = '';
    assert.deepEqual(await ask(), first);
    assert.equal(first['GIT_CONFIG_KEY_0'], 'filter.a.clean');
  });

  it('says whether users may share the repository, whatever scope says so and how', async () => {
    assert.equal((await read()).isShared, false);
    await untilKnown();
    settings += 'global\0core.sharedrepository\numask\0';
    assert.equal((await read()).isShared, false);
    drivers = new KnownDrivers();
    assert.equal((await read()).isShared, true);
    await untilKnown();
    assert.equal((await read()).isShared, true);
  });

  it('lists once for all who ask at the same moment', async () => {
    await untilKnown();
    drivers = new KnownDrivers();
    listings = 0;
    const answers = await Promise.all([ask(), ask(), ask()]);
    assert.deepEqual([listings, new Set(answers).size], [1, 1]);
  });

  it('asks for itself when the listing that it waited for fails', async () => {
    await untilKnown();
    drivers = new KnownDrivers();
    let waiting = Promise.resolve({} as Awaited<ReturnType<typeof ask>>);
    const failsLater = async () => {
      waiting = ask();
      await Promise.resolve();
      throw new Error('no git');
    };
    const failing = drivers.of({ worktree: '', commonDir, gitDir }, failsLater, () => Promise.resolve(true));
    await assert.rejects(failing, { message: 'no git' });
    assert.equal((await waiting)['GIT_CONFIG_KEY_0'], 'filter.a.clean');
  });

  it('is one for all who run the same program', () => {
    assert.equal(new GitProcess('one').drivers, new GitProcess('one').drivers);
    assert.notEqual(new GitProcess('one').drivers, new GitProcess('other').drivers);
  });

  const changes: Record<string, () => void> = {
    'text of the same length': () => writeFileSync(join(commonDir, 'config'), 'two'),
    'a configuration of the worktree': () => writeFileSync(join(gitDir, 'config.worktree'), 'one'),
    'no file any more': () => rmSync(join(commonDir, 'config')),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`lists again at once after ${name}`, async () => {
      await untilKnown();
      settings = 'local\0filter.b.clean\nevil\0';
      change();
      assert.equal((await ask())['GIT_CONFIG_KEY_0'], 'filter.b.clean');
    });
  }

  it('looks for Git LFS every time while it is not there', async () => {
    settings = 'global\0filter.lfs.smudge\ngit-lfs smudge -- %f\0';
    findsLfs = false;
    await Promise.all([ask(), ask()]);
    assert.equal((await ask())['GIT_CONFIG_KEY_1'], 'filter.lfs.smudge');
    assert.equal(await isListed(), true);
    findsLfs = true;
    assert.equal((await ask())['GIT_CONFIG_COUNT'], '0');
    await untilKnown();
  });

  it('lists every time what other files have a part in', async () => {
    settings = 'local\0includeif.gitdir:/x/.path\nother\0';
    const others = new KnownDrivers();
    let isKnown = false;
    while (!isKnown) {
      isKnown = true;
      assert.equal(await isListed(), true);
      await others.of(
        { worktree: '', commonDir, gitDir },
        () => {
          isKnown = false;
          return Promise.resolve('');
        },
        () => Promise.resolve(true),
      );
    }
    assert.equal(await isListed(), true);
  });
});
