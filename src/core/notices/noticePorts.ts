import type { TaskId } from '../../protocol';
import type { Tone } from './tone';

/**
 * Says which of several processes tells something. A claim is the intent, `settle` the result: what a process claimed and
 * had no time to tell before it ended can be claimed by another one. Failures are `StoreError`.
 */
export interface NoticeClaims {
  /** Whether this process is to tell it. */
  claim(taskId: TaskId, key: string): Promise<boolean>;
  /** It was told; nobody may claim it any more. */
  settle(taskId: TaskId, key: string): Promise<void>;
}

/** When a person last used a window, on this machine. Failures are `StoreError`. */
export interface Presence {
  /** Null when never. */
  lastSeen(): Promise<Date | null>;
  isHere(now: Date): Promise<void>;
}

/** Plays sounds beside the editor, where the system has something that does. */
export interface Sounds {
  /** Resolves when it was played, with false when nothing here can play it; rejects when what plays it failed. */
  play(tone: Tone): Promise<boolean>;
}
