import type { RunnerEvent, TaskEntry, TaskId, TaskView } from '../../protocol';
import { oneLine } from '../labels/labels';

/** What a task's journals hold, with what is folded from them. */
export interface DigestTask {
  view: TaskView;
  entries: readonly TaskEntry[];
  events: readonly RunnerEvent[];
}

/** From `since` on, up to and with `until`; ISO times as in the journals. */
export interface DigestSpan {
  since: string;
  until: string;
}

/** In the order they are shown. */
export const digestSections = ['waiting', 'failed', 'complete', 'decisions', 'risks', 'costs'] as const;
export type DigestSection = (typeof digestSections)[number];

/** The line of a journal that a sentence is read from. */
export interface Evidence {
  taskId: TaskId;
  journal: 'events' | 'task';
  seq: number;
}

export interface DigestLine {
  section: DigestSection;
  /** A whole sentence. */
  text: string;
  evidence: Evidence;
}

/** Whether the line was written in the span. */
export function isWithin({ at }: { at: string }, { since, until }: DigestSpan): boolean {
  const time = Date.parse(at);
  return time >= Date.parse(since) && time <= Date.parse(until);
}

/** The name of a task at the head of a sentence. */
export function titleIn({ task }: TaskView): string {
  return oneLine(task.title, 60);
}
