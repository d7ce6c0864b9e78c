import type { Decision, Request, TaskId, TaskView } from '../protocol';
import { TaskError } from '../core/errors';
import { followTask } from './followTask';
import type { Session } from './session';
import type { Invocation, Subcommand } from './subcommand';
import { answersTo, resultLines } from './taskLines';
import { taskJson } from './taskJson';
import { findTask } from './taskNames';
import { exitStatus } from './exitStatus';
import { UsageError } from './usageError';

const jsonHelp = '  --json        print every event as a line of JSON, and nothing else';

export const resumeTask: Subcommand = {
  name: 'resume',
  usage: 'ID [--json]',
  summary: 'go on with an interrupted, stopped, failed or queued task here',
  options: { json: { type: 'boolean' } },
  help: [jsonHelp],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to resume');
    const session = await open();
    try {
      const view = findTask(session.services.store.current.values(), name);
      const begin = (): Promise<void> => resume(session, view);
      return await followTask(session, view.task.id, { terminal, isJson: args.has('json'), begin });
    } finally {
      await session.dispose();
    }
  },
};

/** What ended goes on from where it was; everything else just goes on. */
function resume({ services: { fleet } }: Session, { state, task }: TaskView): Promise<void> {
  const hasEnded = state.kind === 'failed' || (state.kind === 'stopped' && state.by === 'user');
  if (state.kind === 'complete') {
    return Promise.reject(new TaskError('not-possible-now', 'This task is complete.'));
  }
  return hasEnded ? fleet.retry(task.id) : fleet.submit(task.id);
}

export const answerTask: Subcommand = {
  name: 'answer',
  usage: 'ID (allow | deny | continue | take | discard | --text TEXT) [--json]',
  summary: 'answer what a task waits for, and go on with it here',
  options: { text: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  allow, deny   for a command that needs approval; --text says why not',
    '  continue      let the model go on; --text says what to do',
    '  take          take the result as it is',
    '  discard       discard the task',
    '  --text TEXT   the answer to a question',
    jsonHelp,
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, word] = args.take(2, 'which task to answer');
    const session = await open();
    try {
      const view = findTask(session.services.store.current.values(), name);
      const { request } = view.run;
      if (request === null) {
        throw new TaskError('not-possible-now', 'This task does not wait for an answer.');
      }
      const decision = readDecision(word, args.text('text'), request);
      if (decision.kind === 'discard') {
        await session.services.fleet.answer(view.task.id, request.requestId, decision);
        const discarded = session.services.store.get(view.task.id);
        const lines = args.has('json') ? [JSON.stringify(taskJson(discarded))] : resultLines(discarded);
        lines.forEach((line) => terminal.print(line));
        return exitStatus.complete;
      }
      return await goOn(session, view.task.id, { args, terminal, request, decision });
    } finally {
      await session.dispose();
    }
  },
};

interface Answer extends Pick<Invocation, 'args' | 'terminal'> {
  request: Request;
  decision: Decision;
}

async function goOn(session: Session, taskId: TaskId, { args, terminal, request, decision }: Answer): Promise<number> {
  const answering = session.services.fleet.answer(taskId, request.requestId, decision);
  return followTask(session, taskId, { terminal, isJson: args.has('json'), begin: () => answering });
}

/** Throws `UsageError` when the answer does not fit what is asked. */
export function readDecision(word: string, text: string | undefined, request: Request): Decision {
  const decision = decisionOf(word, text, request);
  if (decision === null) {
    const possible = answersTo(request).join(', ');
    throw new UsageError(`“${word === '' ? '--text' : word}” is no answer to this. Possible: ${possible}.`);
  }
  return decision;
}

const judged: ReadonlySet<Request['kind']> = new Set(['red-check', 'limit', 'budget']);

function decisionOf(word: string, text: string | undefined, { kind }: Request): Decision | null {
  const isJudged = judged.has(kind);
  const note = text === undefined ? {} : { note: text };
  const words = new Map<string, Decision | null>(
    Object.entries({
      allow: kind === 'approval' ? { kind: 'allow' } : null,
      deny: kind === 'approval' ? { kind: 'deny', ...note } : null,
      continue: isJudged ? { kind: 'continue', ...(text === undefined ? {} : { text }) } : null,
      take: isJudged ? { kind: 'take' } : null,
      discard: { kind: 'discard' },
      '': kind === 'question' && text !== undefined && text !== '' ? { kind: 'reply', text } : null,
    } satisfies Record<string, Decision | null>),
  );
  return words.get(word) ?? null;
}
