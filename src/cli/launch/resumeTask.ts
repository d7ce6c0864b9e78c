import type { ApprovalRequest, Decision, ModelRef, Request, TaskId, TaskView } from '../../protocol';
import { TaskError } from '../../core/errors';
import { followTask } from '../tasks/followTask';
import { readModel } from '../options/modelOption';
import { readSecretValues } from '../options/secretOptions';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { answersTo, resultLines } from '../lines/taskLines';
import { taskJson } from '../lines/taskJson';
import { findTask } from '../options/taskNames';
import { hostAnswers } from '../lines/hostAnswers';
import { exitStatus } from '../lines/exitStatus';
import { UsageError } from '../options/usageError';

const given = { secret: { type: 'string', multiple: true } } as const;
const secretHelp =
  '  --secret NAME           a secret that the task names, from this environment; or NAME=file:PATH from a file';
const jsonHelp = '  --json        print every event as a line of JSON, and nothing else';

export const resumeTask: Subcommand = {
  name: 'resume',
  usage: 'ID [--model PROVIDER/NAME] [--secret NAME] [--json]',
  summary: 'go on with an interrupted, stopped, failed or queued task here',
  options: {
    model: { type: 'string' },
    'base-url': { type: 'string' },
    'sees-images': { type: 'boolean' },
    ...given,
    json: { type: 'boolean' },
  },
  help: [
    '  --model PROVIDER/NAME   go on with this model; what was done stays done',
    '  --base-url URL          where the model is served; by default at its provider',
    '  --sees-images           an openai-compatible model of an unknown name can be shown images',
    secretHelp,
    jsonHelp,
  ],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to resume');
    const model = args.has('model') || args.has('base-url') ? readModel(args) : null;
    const secrets = await readSecretValues(args, terminal);
    hide(secrets);
    const session = await open(undefined, secrets);
    try {
      const view = findTask(session.services.store.current.values(), name);
      const begin = (): Promise<void> => resume(session, view, model);
      return await followTask(session, view.task.id, { terminal, isJson: args.has('json'), begin });
    } finally {
      await session.dispose();
    }
  },
};

/** What ended goes on from where it was; everything else just goes on. */
function resume({ services: { fleet } }: Session, view: TaskView, model: ModelRef | null): Promise<void> {
  const { state, task } = view;
  if (model !== null) {
    return fleet.changeModel(task.id, model);
  }
  const hasEnded = state.kind === 'failed' || (state.kind === 'stopped' && state.by === 'user');
  if (state.kind === 'complete') {
    return Promise.reject(new TaskError('not-possible-now', 'This task is complete.'));
  }
  return hasEnded ? fleet.retry(task.id) : fleet.submit(task.id);
}

export const answerTask: Subcommand = {
  name: 'answer',
  usage: 'ID (allow | always | deny | approve | continue | take | discard | --text TEXT) [--secret NAME] [--json]',
  summary: 'answer what a task waits for, wherever it runs; one that nobody runs goes on here',
  options: { text: { type: 'string' }, ...given, json: { type: 'boolean' } },
  help: [
    '  allow, deny   for a command that needs approval; --text says why not',
    '  always        allow, and keep the rule that is shown for this repository, where one is offered',
    '  allow-for-task, allow-for-repository   its hosts without asking again, where it names them',
    '  approve       let the agent carry out its plan; --text is the plan in its place',
    '  continue      let the model go on; --text says what to do',
    '  take          take the result as it is',
    '  discard       discard the task',
    '  --text TEXT   the answer to a question, or what a plan lacks; one of the options of a question does without it',
    secretHelp,
    jsonHelp,
  ],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const [name, word] = args.take(2, 'which task to answer');
    const secrets = await readSecretValues(args, terminal);
    hide(secrets);
    const session = await open(undefined, secrets);
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
        const lines = args.has('json')
          ? [JSON.stringify(taskJson(discarded, session.services.arenas.glances()))]
          : resultLines(discarded);
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

function decisionOf(word: string, text: string | undefined, request: Request): Decision | null {
  if (word === 'discard') {
    return { kind: 'discard' };
  }
  const words = new Map<string, Decision | null>(Object.entries(decisionsOf(text, request)));
  return words.get(word) ?? null;
}

/** The words that answer this request. */
function decisionsOf(text: string | undefined, request: Request): Record<string, Decision | null> {
  switch (request.kind) {
    case 'approval':
      return { allow: { kind: 'allow' }, always: remembering(request), deny: denial(text), ...hostAnswers(request) };
    case 'question':
      return { '': replyOf(text), ...Object.fromEntries(request.options.map((option) => [option, replyOf(option)])) };
    case 'plan':
      return { '': replyOf(text), approve: { kind: 'approve', text: text ?? request.text } };
    case 'setup':
      return { allow: { kind: 'allow' }, always: { kind: 'always' }, skip: { kind: 'deny' } };
    case 'window':
      return {};
    case 'chain':
      return { start: { kind: 'continue' } };
    case 'red-check':
    case 'limit':
    case 'budget':
    case 'stalled':
      return { continue: goingOn(text), take: { kind: 'take' } };
  }
}

function goingOn(text: string | undefined): Decision {
  return { kind: 'continue', ...(text === undefined ? {} : { text }) };
}

function replyOf(text: string | undefined): Decision | null {
  return text === undefined || text === '' ? null : { kind: 'reply', text };
}

/** The narrowest rule that may be kept. */
function remembering({ offers }: ApprovalRequest): Decision | null {
  const rule = offers?.[0];
  return rule === undefined ? null : { kind: 'allow', remember: rule };
}

function denial(note: string | undefined): Decision {
  return { kind: 'deny', ...(note === undefined ? {} : { note }) };
}
