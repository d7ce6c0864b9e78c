import { answerTogether } from '../../app/fleet/answerTogether';
import { TaskError } from '../../core/errors';
import { oneLine } from '../../core/labels/labels';
import { requestGroups } from '../../core/views/openRequests';
import type { OpenRequest, RequestGroup } from '../../core/views/openRequests';
import { exitStatus } from '../lines/exitStatus';
import { requestLines } from '../lines/progressLines';
import { readDecision } from '../launch/resumeTask';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { answersTo } from '../lines/taskLines';
import { findTask, shortName } from '../options/taskNames';
import { plainText, type Terminal } from '../lines/terminal';

export const inboxCommand: Subcommand = {
  name: 'inbox',
  usage: '[ID (allow | deny | skip)] [--json]',
  summary: 'list what all tasks wait for, the longest waiting first, or answer several alike at once',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json        print it as one JSON array of groups, each with its requests',
    '',
    'Requests of the same shape stand together. With an ID and an answer, each request that stands together with that',
    'task’s is listed and given the answer; tasks that nobody runs are left to “background-agents answer”.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, word] = args.positionals.length === 0 ? [null, ''] : args.take(2, 'whose request to answer');
    const session = await open();
    try {
      const groups = requestGroups(session.services.store.current.values());
      if (name !== null) {
        return await answerGroup(session, groupOf(groups, name), word, terminal);
      }
      if (args.has('json')) {
        terminal.print(JSON.stringify(groups.map(groupJson)));
      } else if (groups.length === 0) {
        terminal.print('No task waits for you.');
      } else {
        groups.flatMap(groupLines).forEach((line) => terminal.print(line));
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

function groupOf(groups: readonly RequestGroup[], name: string): RequestGroup {
  const views = groups.flatMap(({ requests }) => requests.map(({ view }) => view));
  const { id } = findTask(views, name).task;
  const group = groups.find(({ requests }) => requests.some(({ view }) => view.task.id === id));
  if (group === undefined) {
    throw new TaskError('not-possible-now', 'This task does not wait for an answer.');
  }
  return group;
}

async function answerGroup(
  { services: { store, fleet } }: Session,
  group: RequestGroup,
  word: string,
  terminal: Terminal,
): Promise<number> {
  const decision = readDecision(word, undefined, group.requests[0].request);
  if (decision.kind === 'discard') {
    throw new TaskError('not-possible-now', 'Tasks are discarded one by one.');
  }
  const isRun = ({ view }: OpenRequest): boolean => store.ownerOf(view.task.id) !== null;
  groupLines(group).forEach((line) => terminal.print(line));
  const { answered, late } = await answerTogether(fleet, group.requests.filter(isRun), decision);
  terminal.print(`Answered ${word}: ${answered}.${late === 0 ? '' : ` Answered by others before: ${late}.`}`);
  for (const { view } of group.requests.filter((open) => !isRun(open))) {
    const name = shortName(view.task.id);
    terminal.complain(`Nobody runs ${name} now. “background-agents answer ${name} ${word}” goes on with it here.`);
  }
  return exitStatus.complete;
}

function groupLines({ requests: [first, ...others] }: RequestGroup): string[] {
  const lines = others.length === 0 ? [] : [`${others.length + 1} requests alike:`];
  return [...lines, ...[first, ...others].flatMap(openLines)];
}

function openLines({ view, request }: OpenRequest): string[] {
  const name = shortName(view.task.id);
  const answers = answersTo(request).join(' | ');
  return [
    plainText(`${name}  ${oneLine(view.task.title, 60)}`),
    ...requestLines(request, view).map((line) => `          ${line}`),
    `          background-agents answer ${name} (${answers})`,
    '',
  ];
}

function groupJson({ key, requests }: RequestGroup): object {
  return {
    key,
    requests: requests.map(({ view, request }) => ({
      id: view.task.id,
      title: view.task.title,
      askedAt: view.run.requestedAt,
      request,
      answers: answersTo(request),
    })),
  };
}
