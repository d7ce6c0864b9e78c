import type { Candidate, FileChange, TaskId } from '../../protocol';

export interface TouchedFile {
  path: string;
  /** By racer; who is not in it does not touch the file. */
  by: ReadonlyMap<TaskId, FileChange>;
}

/** Every file that a racer touches: first those that most of them do. */
export function touchedFiles(racers: readonly Pick<Candidate, 'taskId' | 'files'>[]): TouchedFile[] {
  const found = new Map<string, Map<TaskId, FileChange>>();
  for (const { taskId, files } of racers) {
    for (const file of files) {
      found.set(file.path, (found.get(file.path) ?? new Map<TaskId, FileChange>()).set(taskId, file));
    }
  }
  return [...found]
    .map(([path, by]) => ({ path, by }))
    .sort((a, b) => b.by.size - a.by.size || (a.path < b.path ? -1 : 1));
}
