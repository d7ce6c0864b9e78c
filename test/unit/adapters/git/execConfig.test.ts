import assert from 'node:assert/strict';
import { blankedDrivers, settingsEnv, usesLfs } from '../../../../src/adapters/git/process/execConfig';

const listing = (entries: readonly (readonly [scope: string, key: string, value?: string])[]): string =>
  entries.map(([scope, key, value]) => `${scope}\0${key}${value === undefined ? '' : `\n${value}`}\0`).join('');

describe('blankedDrivers', () => {
  it('blanks what the repository and the worktree name, and nothing of the user and the system', () => {
    const settings = blankedDrivers(
      listing([
        ['system', 'filter.lfs.clean', 'git-lfs clean -- %f'],
        ['global', 'filter.mine.clean', 'mine'],
        ['local', 'core.bare', 'false'],
        ['local', 'filter.a=b.c.clean', 'evil\nsecond line'],
        ['worktree', 'diff.d.textconv', 'evil'],
        ['local', 'merge.m.driver', 'evil'],
        ['local', 'merge.m.name', 'a name'],
        ['local', 'credential.https://x.y.helper', '!evil'],
        ['local', 'credential.helper', ''],
        ['local', 'core.askpass', 'evil'],
        ['local', 'alias.valueless'],
      ]),
    );
    assert.deepEqual(settings, [
      ['filter.a=b.c.clean', ''],
      ['filter.a=b.c.smudge', ''],
      ['filter.a=b.c.process', ''],
      ['filter.a=b.c.required', 'false'],
      ['diff.d.textconv', ''],
      ['merge.m.driver', 'false'],
      ['credential.https://x.y.helper', ''],
      ['credential.helper', ''],
      ['core.askpass', ''],
    ]);
  });

  it('leaves the canonical commands of Git LFS and blanks any other under its name', () => {
    const canonical = [
      ['local', 'filter.lfs.clean', 'git-lfs clean -- %f'],
      ['local', 'filter.lfs.smudge', 'git-lfs smudge --skip -- %f'],
      ['local', 'filter.lfs.process', 'git-lfs filter-process'],
      ['local', 'filter.lfs.required', 'true'],
    ] as const;
    assert.deepEqual(blankedDrivers(listing(canonical)), []);
    const changed = blankedDrivers(
      listing([...canonical, ['worktree', 'filter.lfs.process', 'git-lfs filter-process; x']]),
    );
    assert.deepEqual(changed[2], ['filter.lfs.process', '']);
  });

  it('blanks what runs Git LFS, whoever names it, where its program is not there', () => {
    const named = listing([
      ['global', 'filter.lfs.process', 'git-lfs filter-process'],
      ['global', 'filter.lfs.required', 'true'],
      ['global', 'filter.mine.clean', 'mine'],
    ]);
    assert.deepEqual(blankedDrivers(named), []);
    assert.equal(usesLfs(named), true);
    assert.deepEqual(blankedDrivers(named, { lacksLfs: true }), [
      ['filter.lfs.clean', ''],
      ['filter.lfs.smudge', ''],
      ['filter.lfs.process', ''],
      ['filter.lfs.required', 'false'],
    ]);
  });

  it('is carried by environment variables', () => {
    assert.deepEqual(settingsEnv([['filter.a=b.clean', '']]), {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'filter.a=b.clean',
      GIT_CONFIG_VALUE_0: '',
    });
  });
});
