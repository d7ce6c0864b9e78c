import { currentModel } from '../../core/models/currentEngine';
import { toErrorData } from '../../core/errors';
import type { ModelRequest } from '../../core/models/modelPorts';
import type { EventBody, QueuedMessage, RequestUsage, Usage } from '../../protocol';
import { takeTurn } from './gateTurn';
import { requestOf } from './modelRequest';
import { isUnbilled, type Reservation, reservationFor } from '../budget/reservation';
import type { Session } from '../session';
import { textAnswer } from './textAnswer';

const order = [
  'The person asks something on the side. Answer it in a few sentences from what you know by now, and call no tool. Neither',
  'the question nor your answer stays in the conversation, so begin nothing and promise nothing. The question:',
].join('\n');

type Answer = Omit<Extract<EventBody, { type: 'aside.answered' }>, 'type' | 'askedSeq'>;

const nothing: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

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
      const answer = await this.#answerTo(asked).catch((error: unknown) => this.#failed(error));
      await session.record({ type: 'aside.answered', askedSeq: asked.seq, ...answer });
    } catch (error) {
      session.ports.log.warn(`A side question was not answered: ${toErrorData(error).message}`);
    }
  }

  async #answerTo({ seq, text }: QueuedMessage): Promise<Answer> {
    const { session } = this;
    const model = currentModel(session.task, session.state);
    if (model === null) {
      return { text: 'A command can answer no questions.', isFailed: true };
    }
    await takeTurn(session.ports.gate, model, AbortSignal.any([this.suspend, this.#stopped.signal]));
    const before = requestOf(session, model);
    const question = { role: 'user', text: `${order}\n\n${text}` } as const;
    const request = { ...before, messages: [...before.messages, question] };
    const reservation = await reservationFor(session, request);
    if (!('amount' in reservation)) {
      return { text: 'What an answer may use could pass the budget.', isFailed: true };
    }
    const { amount: reserved } = reservation;
    await session.record({ type: 'aside.request', askedSeq: seq, reserved });
    const { used, ...answer } = await this.#ask(request, reservation);
    return { ...answer, ...(used === undefined ? {} : { settled: { reserved, used } }) };
  }

  /** `used` is absent where it is not known, so that what was reserved counts in full. */
  async #ask(
    request: ModelRequest,
    reservation: Reservation,
  ): Promise<Omit<Answer, 'settled'> & { used?: RequestUsage }> {
    const signal = AbortSignal.any([this.suspend, this.#stopped.signal]);
    try {
      const { text, usage } = await textAnswer(this.session, request, signal);
      const used = await reservation.usedBy(usage, text);
      await reservation.settle(used);
      const said = text.trim();
      return said === '' ? { text: 'The model said nothing to it.', isFailed: true, used } : { text: said, used };
    } catch (error) {
      const answer = this.#failed(error);
      if (!isUnbilled(error)) {
        return answer;
      }
      await reservation.drop();
      return { ...answer, used: { usage: nothing } };
    }
  }

  /** Says why there is no answer. Throws when the runner ends: then the next one answers. */
  #failed(error: unknown): Answer {
    if (this.suspend.aborted) {
      throw error;
    }
    const isStopped = this.#stopped.signal.aborted;
    const text = isStopped ? 'The task was stopped before there was an answer.' : toErrorData(error).message;
    return { text, isFailed: true };
  }
}
