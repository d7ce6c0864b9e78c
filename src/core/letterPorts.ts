import type { Letter, TaskId } from '../protocol';
import type { Disposable } from './ports';

/** What processes say to tasks that others own, on disk. Failures are `StoreError`. */
export interface LetterBox {
  /** Resolves when the letter is on disk, behind all that are there. */
  post(taskId: TaskId, letter: Letter): Promise<void>;
  /** Those that were not removed, oldest first. One that can't be read is reported and removed. */
  waiting(taskId: TaskId): Promise<Letter[]>;
  /** Whether it is there, taken or not. */
  has(taskId: TaskId, id: string): Promise<boolean>;
  /** From then on it can't be withdrawn. False when it is gone. */
  take(taskId: TaskId, id: string): Promise<boolean>;
  /** False when it was taken, or is gone. */
  withdraw(taskId: TaskId, id: string): Promise<boolean>;
  remove(taskId: TaskId, id: string): Promise<void>;
  /** Tells that letters came or went, sometimes also when none did. */
  watch(taskId: TaskId, onChange: () => void): Disposable;
}
