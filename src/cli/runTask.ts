import { baseLabel } from '../core/worktrees/baseLabel';
import { checkLabel, checksOf } from '../core/checks/checks';
import { plainText, type Terminal } from './terminal';
import { baseOf } from './baseOptions';
import { followTask } from './followTask';
import { openClone } from './openClone';
import { readSecretValues } from './secretOptions';
import type { Session } from './session';
import type { Invocation, Subcommand } from './subcommand';
import { taskJson } from './taskJson';
import { shortName } from './taskNames';
import { readTaskRequest, taskHelp, taskOptions } from './taskOptions';
import type { TaskRequest } from './taskOptions';
import type { TaskView } from '../protocol';
import { exitStatus } from './exitStatus';

const usage = '(--task TEXT | --task-file FILE | --command CMD) [options]';

export const runTask: Subcommand = {
  name: 'run',
  usage,
  summary: 'do a task here and show how it goes',
  options: taskOptions,
  help: [...taskHelp, '  --json                  print every event as a line of JSON, and nothing else'],
  async run({ args, terminal, hide, open }: Invocation): Promise<number> {
    const request = await readTaskRequest(args, terminal);
    const secrets = await readSecretValues(args, terminal);
    hide(secrets);
    const session = await open(request.from === undefined ? 'left' : 'told', secrets);
    try {
      const view = await createTask(session, { request, terminal }, () => session.warm(request.engine));
      const isJson = args.has('json');
      if (!isJson) {
        introduction(view).forEach((line) => terminal.print(line));
      }
      const begin = (): Promise<void> => session.services.fleet.submit(view.task.id);
      return await followTask(session, view.task.id, { terminal, isJson, begin });
    } finally {
      await session.dispose();
    }
  },
};

export const createTaskCommand: Subcommand = {
  name: 'create',
  usage,
  summary: 'write a task for the window that has the repository open, and run nothing',
  options: taskOptions,
  help: [...taskHelp, '  --json                  print the task as JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const request = await readTaskRequest(args, terminal);
    const session = await open(request.from === undefined ? 'left' : 'told');
    try {
      const view = await createTask(session, { request, terminal });
      const lines = args.has('json')
        ? [JSON.stringify(taskJson(view))]
        : [...introduction(view), 'It starts when a window has its repository open, or with:'];
      lines.forEach((line) => terminal.print(line));
      if (!args.has('json')) {
        terminal.print(`  background-agents resume ${shortName(view.task.id)}`);
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

async function createTask(
  session: Session,
  { request, terminal }: { request: TaskRequest; terminal: Terminal },
  onAsked?: () => void,
): Promise<TaskView> {
  const { services, budgets } = session;
  const { folder, title, verify, budget, base, from, ...rest } = request;
  const starting = baseOf({ base, from }, services.store.current.values());
  const top = rest.url === undefined ? folder : await openClone(session, rest.url, terminal);
  const proposing = services.drafts.proposeCheck(top);
  onAsked?.();
  const [draft, { task: usual }] = await Promise.all([proposing, budgets()]);
  return services.drafts.create({
    ...rest,
    root: draft.root,
    ...starting,
    budget: { ...usual, ...budget },
    verify: verify === undefined ? draft.verify : verify,
    ...(title === undefined ? {} : { title }),
  });
}

function introduction({ task }: TaskView): string[] {
  const labels = checksOf(task).map(checkLabel);
  const check = labels.length === 0 ? 'no check' : `check: ${labels.join(', ')}`;
  const from = task.base === undefined ? '' : `, from ${baseLabel(task.base, shortName)}`;
  return [`Task ${shortName(task.id)}: ${task.title}`, `${task.repos[0].root}${from}, ${check}`].map(plainText);
}
