import type { TaskId } from '../../protocol';

interface Race {
  groupId: string;
  candidates: readonly { taskId: TaskId; label: string }[];
}

/** What racers are called: as they were labelled, or by letters that say nothing of who is who. */
export function racerNames(race: Race, isBlind: boolean): ReadonlyMap<TaskId, string> {
  return isBlind
    ? new Map(shuffled(race).map((taskId, index) => [taskId, String.fromCharCode(65 + index)]))
    : new Map(race.candidates.map(({ taskId, label }) => [taskId, label]));
}

/** The same order each time, and none that follows from the order in which the racers were given. */
function shuffled({ groupId, candidates }: Race): TaskId[] {
  return candidates
    .map(({ taskId }) => ({ taskId, at: mixed(`${groupId} ${taskId}`) }))
    .sort((a, b) => a.at - b.at || (a.taskId < b.taskId ? -1 : 1))
    .map(({ taskId }) => taskId);
}

/** FNV-1a, with a last mixing of its bits, since names that differ in their end alone come close to each other. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
