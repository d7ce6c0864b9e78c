import type { TaskId } from '../../protocol';

/** The data directory as something that can be removed. Failures are `StoreError`. */
export interface RemovableData {
  /** Bytes that it takes, and what in it would stay. */
  survey(): Promise<{ bytes: number; kept: string[] }>;
  /** Notes that all is to be removed, so that a removal which was cut off is known as such. */
  begin(): Promise<void>;
  /** Whether a removal began here and did not come to its end. */
  isBegun(): Promise<boolean>;
  removeTask(taskId: TaskId): Promise<void>;
  /** All but what stays; the note goes last. */
  removeRest(): Promise<void>;
}
