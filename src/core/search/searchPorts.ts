import type { TaskId } from '../../protocol';

/** What of a file is wanted: the lines that hold all of these, whatever the case of their letters; without any, all lines. */
export interface WantedLines {
  anchors: readonly string[];
  signal: AbortSignal;
}

/**
 * The texts of tasks, read from the disk as a stream that gives way to everything else. After an abort a stream ends. What is
 * missing is empty; what can't be read throws `StoreError`.
 */
export interface StoredTexts {
  /** Lines of the runner's journal, oldest first. */
  eventLines(taskId: TaskId, wanted: WantedLines): AsyncIterable<string>;
  /** Names of the files of what commands printed. */
  outputs(taskId: TaskId): Promise<string[]>;
  outputLines(taskId: TaskId, name: string, wanted: WantedLines): AsyncIterable<string>;
}
