import { TaskError } from '../../core/errors';
import { type RecordedOutput, type TracedReport, tracedReport } from '../../core/experiments/tracedReport';
import { type WrittenReport, writtenReport } from '../../core/experiments/writtenReport';
import type { TaskFiles } from '../../core/storePorts';
import type { TaskView } from '../../protocol';
import type { TaskStore } from './taskStore';

interface Deps {
  store: Pick<TaskStore, 'events'>;
  files: Pick<TaskFiles, 'readOutput'>;
}

/** Bytes of each output in which figures are looked for. */
const mostOutput = 2_000_000;
/** As long as a report of a model may be. */
const longestReport = 20_000;

/** What experiments found out. It is in the journal, so it is there as long as the task is, also when its worktree is gone. */
export class Experiments {
  constructor(private readonly deps: Deps) {}

  /** Throws `TaskError` while there is no report, and `StoreError`. */
  async report({ task }: TaskView): Promise<TracedReport> {
    const written = writtenReport(this.deps.store.events(task.id));
    if (written === null) {
      throw new TaskError('not-possible-now', `${task.title} has reported nothing yet.`, {
        hint: 'Wait until it is complete; its transcript shows how far it is.',
      });
    }
    const outputs = await this.outputs(task.id, written.commands);
    return tracedReport((written.text ?? outputs.at(-1)?.text ?? '').slice(0, longestReport), outputs);
  }

  private async outputs(
    taskId: TaskView['task']['id'],
    commands: WrittenReport['commands'],
  ): Promise<RecordedOutput[]> {
    const outputs: RecordedOutput[] = [];
    for (const { seq, id, command } of commands) {
      const { text } = await this.deps.files.readOutput(taskId, id, { offset: 0, limit: mostOutput });
      outputs.push({ seq, command, text });
    }
    return outputs;
  }
}
