import assert from 'node:assert/strict';
import { type Obstacle, obstacleText, obstacleTo } from '../../../../src/core/files/obstacle';

describe('What is in the way to a place', () => {
  const there: Record<string, Obstacle['kind']> = { a: 'folder', 'a/b': 'folder', 'a/file': 'file', 'a/link': 'link' };
  const asked: string[] = [];
  const to = (place: string) =>
    obstacleTo(place, (path) => {
      asked.push(path);
      return there[path] ?? null;
    });

  it('is the first thing that is no folder, the place included', () => {
    const found = ['a/new', 'none/x', 'a/b/', 'a/b', 'a/file', 'a/file/x', 'a/link', 'a/link/', 'a/link/x/y'].map(to);
    assert.deepEqual(found, [
      ...[null, null, null],
      { path: 'a/b', kind: 'folder' },
      ...[1, 2].map(() => ({ path: 'a/file', kind: 'file' })),
      ...[1, 2, 3].map(() => ({ path: 'a/link', kind: 'link' })),
    ]);
  });

  it('is looked at without going through it', () => {
    asked.length = 0;
    to('a/link/x/y');
    assert.deepEqual(asked, ['a', 'a/link']);
  });

  it('is said in a clause', () => {
    assert.equal(
      obstacleText({ path: 'a/link', kind: 'link' }),
      'a/link is a link in the worktree, and nothing is put in its place or behind it',
    );
    assert.match(obstacleText({ path: 'a', kind: 'other' }), /^a is a device or pipe in /);
  });
});
