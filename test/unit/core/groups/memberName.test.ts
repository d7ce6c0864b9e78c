import assert from 'node:assert/strict';
import { sharedTitle } from '../../../../src/core/groups/memberName';
import type { Task, TaskGroup } from '../../../../src/protocol';

const of = (title: string, kind?: TaskGroup['kind']): string => {
  const group = kind === undefined ? {} : { group: { groupId: '01M8EYFKHV3QWFBWTVTDA1MZ7S', kind, label: 'src/auth' } };
  return sharedTitle({ task: { title, ...group } as Task });
};

describe('what the tasks of a group are about', () => {
  it('is their title without what distinguishes one', () => {
    assert.deepEqual(
      [
        of('Write tests (src/auth)', 'race'),
        of('src/auth: Write tests', 'sprint'),
        of('Test src/auth: all of it', 'sprint'),
        of('src/auth: Write tests'),
      ],
      ['Write tests', 'Write tests', 'Test src/auth: all of it', 'src/auth: Write tests'],
    );
  });
});
