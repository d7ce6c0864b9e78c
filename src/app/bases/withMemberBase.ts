import { TaskError } from '../../core/errors';
import type { MemberBase } from '../../protocol';
import type { OpenedJoined } from '../worktrees/joinedRepositories';

/**
 * Several repositories, of which the one at `path` starts from `base`; undefined: from its checkout as it is. Throws
 * `TaskError` where it is none of them.
 */
export function withMemberBase(several: OpenedJoined, path: string, base: MemberBase | undefined): OpenedJoined {
  const { members } = several.joined;
  if (!members.some((member) => member.path === path)) {
    const names = members.map((member) => member.path).join(', ');
    throw new TaskError('not-possible-now', `${path} is none of the repositories of the task: ${names}.`, {
      hint: 'Name one of them, as its path is written in the file.',
    });
  }
  const changed = members.map(({ base: before, ...member }) => {
    const now = member.path === path ? base : before;
    return now === undefined ? member : { ...member, base: now };
  });
  return { ...several, joined: { ...several.joined, members: changed } };
}
