import type { Step } from '../core/run/nextStep';
import { queueChange } from '../core/run/queue';
import { isPossibleAnswer } from '../core/run/possibleAnswers';
import { isToldOf } from '../core/radar/tellOverlaps';
import type { EventBody, RunState, Task } from '../protocol';
import type { Asides } from './model/asides';
import { Halt } from './halt';
import type { TaskCommand } from './inbox';
import type { Session } from './session';
import { withinMinutes } from './budget/withinMinutes';

type Command<T extends TaskCommand['type']> = Extract<TaskCommand, { type: T }>;

const interruptible: ReadonlySet<Step['kind']> = new Set([
  'model',
  'held',
  'command',
  'call',
  'check',
  'setup',
  'diagnose',
]);

/** Takes commands while the loop runs: facts are recorded at once, interruptions end the step that is under way. */
export class Control {
  #step: { kind: Step['kind']; controller: AbortController } | null = null;
  #halt: Halt | null = null;

  constructor(
    private readonly session: Session,
    private readonly suspend: AbortSignal,
    private readonly asides: Asides,
  ) {}

  receive(command: TaskCommand): void {
    switch (command.type) {
      case 'message':
        this.#say(command);
        break;
      case 'withdraw':
      case 'move':
      case 'reword':
        this.#record(command.id, (state) => queueChange(state.queued, command));
        break;
      case 'aside':
        this.#record(
          command.id,
          () => ({ type: 'aside.asked', text: command.text }),
          () => this.asides.answerOpen(),
        );
        break;
      case 'overlaps':
        this.#record(command.id, (state) => toldBody(this.session.task, state, command));
        break;
      case 'answer':
        this.#record(command.id, (state) => this.#answer(state, command));
        break;
      case 'interrupt':
        this.#interrupt();
        break;
      case 'model':
        this.#record(command.id, () => ({ type: 'model.changed', model: command.model }));
        break;
      case 'stop':
        this.#stop();
    }
  }

  /** Performs a step; resolves with why it was ended, or null when it came to its own end. */
  async during(kind: Step['kind'], perform: (signal: AbortSignal) => Promise<void>): Promise<Halt | null> {
    const controller = new AbortController();
    const onSuspend = () => controller.abort(new Halt('suspend'));
    this.suspend.addEventListener('abort', onSuspend);
    this.#step = { kind, controller };
    try {
      if (this.suspend.aborted) {
        onSuspend();
      } else if (this.#halt !== null) {
        controller.abort(this.#halt);
      } else {
        await withinMinutes(this.session, kind, controller, perform);
      }
      return haltOf(controller.signal);
    } catch (error) {
      const halt = haltOf(controller.signal);
      if (halt === null) {
        throw error;
      }
      return halt;
    } finally {
      this.#step = null;
      this.#halt = null;
      this.suspend.removeEventListener('abort', onSuspend);
    }
  }

  /** Ends the step that is under way only when it is still the one that the message was meant to end. */
  #say(command: Command<'message'>): void {
    const step = this.#step;
    this.#record(
      command.id,
      (state) => messageBody(state, command),
      () => {
        if (command.when === 'now' && this.#step === step) {
          this.#interrupt();
        }
      },
    );
  }

  /** What is to be discarded is stopped before anything follows from the answer. */
  #answer(state: RunState, command: Command<'answer'>): EventBody | null {
    const body = answerBody(state, command);
    if (body !== null && command.decision.kind === 'discard') {
      this.#stop();
    }
    return body;
  }

  #interrupt(): void {
    if (this.#step !== null && interruptible.has(this.#step.kind)) {
      this.#step.controller.abort(new Halt('interrupt'));
    }
  }

  #stop(): void {
    this.asides.stop();
    this.#halt = new Halt('stop');
    this.#step?.controller.abort(this.#halt);
  }

  /** A command that was sent twice, because its answer was lost, is recorded once. */
  #record(id: string, choose: (state: RunState) => EventBody | null, then: () => void = () => undefined): void {
    const isKnown = () => this.session.events.some((event) => event.causeId === id);
    this.session
      .recordIf((state) => (isKnown() ? null : choose(state)), id)
      .then((event) => (event === null ? undefined : then()))
      .catch((error: unknown) => this.session.ports.log.error('A command was not recorded.', error));
  }
}

function haltOf(signal: AbortSignal): Halt | null {
  return signal.aborted && signal.reason instanceof Halt ? signal.reason : null;
}

const maxNote = 10_000;

/** What the user writes while a question is open is its answer; a command that waits for approval gives way to it `now`. */
function messageBody({ request }: RunState, { text, when, by }: Command<'message'>): EventBody {
  const who = by === undefined ? {} : { by };
  if (when === 'queue') {
    return { type: 'message.queued', text };
  }
  if (request?.kind === 'approval' && when === 'now' && text.length <= maxNote) {
    return { type: 'answer', requestId: request.requestId, decision: { kind: 'deny', note: text }, ...who };
  }
  if (request === null || request.kind === 'approval' || request.kind === 'setup') {
    return { type: 'user.message', text, source: 'user' };
  }
  const kind = request.kind === 'question' || request.kind === 'plan' ? 'reply' : 'continue';
  return { type: 'answer', requestId: request.requestId, decision: { kind, text }, ...who };
}

/** Who has ended is not woken, and nobody is told the same twice, whoever says it. */
function toldBody({ engine }: Task, state: RunState, { places, text, by }: Command<'overlaps'>): EventBody | null {
  const isNew = places.some((place) => !isToldOf(state.toldOverlaps, place));
  const isDone = state.outcome !== null || engine.kind === 'command';
  return isDone || !isNew ? null : { type: 'overlaps.told', places, text, ...(by === undefined ? {} : { by }) };
}

/** An answer that is late, that the request does not know, or that would store a rule it did not offer, changes nothing. */
function answerBody({ request }: RunState, { requestId, decision, by }: Command<'answer'>): EventBody | null {
  const body = { type: 'answer', requestId, decision, ...(by === undefined ? {} : { by }) } as const;
  return request?.requestId === requestId && isPossibleAnswer(request, decision) ? body : null;
}
