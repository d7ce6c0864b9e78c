import { toErrorData } from '../core/errors';
import type { QueuedMessage } from '../protocol';
import { requestOf } from './modelRequest';
import type { Session } from './session';
import { textAnswer } from './textAnswer';

const order = [
  'The person asks something on the side. Answer it in a few sentences from what you know by now, and call no tool. Neither',
  'the question nor your answer stays in the conversation, so begin nothing and promise nothing. The question:',
].join('\n');

/** Answers side questions beside the loop, each with one request over the conversation as it is then. */
export class Asides {
  readonly #answering = new Map<number, Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly suspend: AbortSignal,
  ) {}

  /** Begins with every question of the journal that has no answer and is not being answered. */
  answerOpen(): void {
    for (const asked of this.session.state.asides) {
      if (!this.#answering.has(asked.seq)) {
        const answering = this.#answer(asked).finally(() => this.#answering.delete(asked.seq));
        this.#answering.set(asked.seq, answering);
      }
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#answering.values());
  }

  /** Questions that have no answer by now get none. */
  stop(): void {
    this.#stopped.abort();
  }

  async #answer(asked: QueuedMessage): Promise<void> {
    const { session } = this;
    try {
      await session.record({ type: 'aside.answered', askedSeq: asked.seq, ...(await this.#textFor(asked)) });
    } catch (error) {
      session.ports.log.warn(`A side question was not answered: ${toErrorData(error).message}`);
    }
  }

  async #textFor({ text }: QueuedMessage): Promise<{ text: string; isFailed?: true }> {
    const { session } = this;
    const { engine } = session.task;
    const signal = AbortSignal.any([this.suspend, this.#stopped.signal]);
    if (engine.kind !== 'model') {
      return { text: 'A command can answer no questions.', isFailed: true };
    }
    const request = requestOf(session, engine.model, session.events);
    const question = { role: 'user', text: `${order}\n\n${text}` } as const;
    try {
      const said = await textAnswer(session, { ...request, messages: [...request.messages, question] }, signal);
      return said.trim() === '' ? { text: 'The model said nothing to it.', isFailed: true } : { text: said.trim() };
    } catch (error) {
      if (this.suspend.aborted) {
        throw error;
      }
      const isStopped = this.#stopped.signal.aborted;
      const why = isStopped ? 'The task was stopped before there was an answer.' : toErrorData(error).message;
      return { text: why, isFailed: true };
    }
  }
}
