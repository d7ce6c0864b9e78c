import { type StoreError, TaskError } from '../../core/errors';
import type { LetterBox } from '../../core/letterPorts';
import type { Clock } from '../../core/ports';
import { redactedValue } from '../../core/secrets/redactedValue';
import { Letter, type Said, type TaskId } from '../../protocol';
import { type SecretSources, taskRedactor } from '../tasks/taskRedactor';
import type { TaskStore } from '../tasks/taskStore';

interface Deps extends SecretSources {
  box: LetterBox;
  store: TaskStore;
  clock: Clock;
}

interface Ways {
  refused: StoreError;
  takeUp: () => Promise<void>;
}

type Fate = 'journaled' | 'gone' | 'unowned' | 'late';

/** Who owns a task takes what is said to it within this time, or is stuck, or too old to know of letters. */
const patienceMs = 20_000;

/** Says something to a task that another process owns, and sees what becomes of it. */
export class Elsewhere {
  constructor(private readonly deps: Deps) {}

  /**
   * Resolves when it is in the task's journal, or done. When the owner is gone, `takeUp` does what is there, unless yet
   * another process is faster. Throws what `refused` was when it was not taken in time, and `not-possible-now` when nothing
   * could come of it any more.
   */
  async say(taskId: TaskId, letter: Letter, { refused, takeUp }: Ways): Promise<void> {
    const { box, store } = this.deps;
    const { type } = letter.said;
    await box.post(taskId, await this.withoutSecrets(taskId, letter));
    let fate = await this.fateOf(taskId, letter);
    while (fate === 'unowned' && type !== 'aside' && type !== 'overlaps') {
      await takeUp();
      fate = store.ownerOf(taskId) === 'another' ? await this.fateOf(taskId, letter) : 'journaled';
    }
    if (fate === 'late') {
      throw refused;
    }
    if (fate === 'unowned') {
      await box.remove(taskId, letter.id);
      throw new TaskError('not-possible-now', tooLate.aside, { hint: 'Send it a message, and it goes on.' });
    }
    if (fate === 'gone' && type in tooLate) {
      throw new TaskError('not-possible-now', tooLate[type as keyof typeof tooLate]);
    }
  }

  /** A letter lies on the disk until it is taken. */
  private async withoutSecrets(taskId: TaskId, letter: Letter): Promise<Letter> {
    const { task } = this.deps.store.get(taskId);
    const redactor = await taskRedactor(this.deps, task, task.repos[0].root);
    return Letter.parse({ ...letter, said: redactedValue(letter.said, (text) => redactor.redact(text)) });
  }

  private async fateOf(taskId: TaskId, letter: Letter): Promise<Fate> {
    const { box, store, clock } = this.deps;
    const waiting = new AbortController();
    let isLate = false;
    let wake: () => void = () => undefined;
    let next = new Promise<void>((resolve) => (wake = resolve));
    const listening = [
      store.onDidChange((change) => (change.taskId === taskId ? wake() : undefined)),
      box.watch(taskId, () => wake()),
    ];
    clock.sleep(patienceMs, waiting.signal).then(
      () => {
        isLate = true;
        wake();
      },
      () => undefined,
    );
    try {
      for (;;) {
        const fate = await this.look(taskId, letter, isLate);
        if (fate !== null) {
          return fate;
        }
        await next;
        next = new Promise((resolve) => (wake = resolve));
      }
    } finally {
      waiting.abort();
      listening.forEach((each) => each.dispose());
    }
  }

  private async look(taskId: TaskId, { id }: Letter, isLate: boolean): Promise<Fate | null> {
    const { box, store } = this.deps;
    const isJournaled = (): boolean => store.events(taskId).some(({ causeId }) => causeId === id);
    if (isJournaled()) {
      return 'journaled';
    }
    if (!(await box.has(taskId, id))) {
      await store.catchUp(taskId);
      return isJournaled() ? 'journaled' : 'gone';
    }
    if (store.ownerOf(taskId) !== 'another') {
      return 'unowned';
    }
    return isLate && (await box.withdraw(taskId, id)) ? 'late' : null;
  }
}

/** Of the rest nothing more has to come. */
const tooLate: Readonly<Record<Exclude<Said['type'], 'stop' | 'withdraw' | 'move' | 'overlaps'>, string>> = {
  message: 'The message was not taken: the task was discarded, or could not go on.',
  answer: 'This question was answered already.',
  reword: 'The message was not changed: it was sent before, or withdrawn.',
  aside: 'Nobody works on this task now, so there is nobody to answer.',
};
