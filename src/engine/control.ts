import type { Decision, EventBody, Request, RunState } from '../protocol';
import type { Step } from '../core/nextStep';
import { Halt } from './halt';
import type { TaskCommand } from './inbox';
import type { Session } from './session';

type Command<T extends TaskCommand['type']> = Extract<TaskCommand, { type: T }>;

const interruptible: ReadonlySet<Step['kind']> = new Set(['model', 'command', 'call', 'check']);

/** Takes commands while the loop runs: facts are recorded at once, interruptions end the step that is under way. */
export class Control {
  #step: { kind: Step['kind']; controller: AbortController } | null = null;
  #halt: Halt | null = null;

  constructor(
    private readonly session: Session,
    private readonly suspend: AbortSignal,
  ) {}

  receive(command: TaskCommand): void {
    switch (command.type) {
      case 'message':
        this.#record(command.id, (state) => messageBody(state, command));
        break;
      case 'answer':
        this.#record(command.id, (state) => answerBody(state, command));
        if (command.decision.kind === 'discard') {
          this.#stop();
        }
        break;
      case 'interrupt':
        if (this.#step !== null && interruptible.has(this.#step.kind)) {
          this.#step.controller.abort(new Halt('interrupt'));
        }
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
        await perform(controller.signal);
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

  #stop(): void {
    this.#halt = new Halt('stop');
    this.#step?.controller.abort(this.#halt);
  }

  /** A command that was sent twice, because its answer was lost, is recorded once. */
  #record(id: string, choose: (state: RunState) => EventBody | null): void {
    const isKnown = () => this.session.events.some((event) => event.causeId === id);
    this.session
      .recordIf((state) => (isKnown() ? null : choose(state)), id)
      .catch((error: unknown) => this.session.ports.log.error('A command was not recorded.', error));
  }
}

function haltOf(signal: AbortSignal): Halt | null {
  return signal.aborted && signal.reason instanceof Halt ? signal.reason : null;
}

/** What the user writes while a question is open is its answer. */
function messageBody({ request }: RunState, { text }: Command<'message'>): EventBody {
  if (request === null || request.kind === 'approval') {
    return { type: 'user.message', text, source: 'user' };
  }
  const kind = request.kind === 'question' ? 'reply' : 'continue';
  return { type: 'answer', requestId: request.requestId, decision: { kind, text } };
}

const possible: Readonly<Record<Request['kind'], readonly Decision['kind'][]>> = {
  approval: ['allow', 'deny', 'discard'],
  question: ['reply', 'deny', 'discard'],
  'red-check': ['continue', 'take', 'discard'],
  limit: ['continue', 'take', 'discard'],
  budget: ['continue', 'take', 'discard'],
};

/** An answer that is late, or that the request does not know, changes nothing. */
function answerBody({ request }: RunState, { requestId, decision }: Command<'answer'>): EventBody | null {
  const isPossible = request?.requestId === requestId && possible[request.kind].includes(decision.kind);
  return isPossible ? { type: 'answer', requestId, decision } : null;
}
