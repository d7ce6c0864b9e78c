import { launchedTask } from '../../app/tasks/launches';
import { launchProblemLabel } from '../../core/launch/launchLabels';
import { parseLaunch } from '../../core/launch/launches';
import { english } from '../../core/translate';
import { baseLabel } from '../../core/worktrees/baseLabel';
import { checkLabel, checksOf } from '../../core/checks/checks';
import { chainOf } from '../tasks/chains';
import type { OpenedJoined } from '../../app/worktrees/joinedRepositories';
import { plainText, type Terminal } from '../lines/terminal';
import { withMemberBase } from '../../app/bases/withMemberBase';
import { membersLabel } from '../../core/repositories/membersLabel';
import { baseOf, memberBasesOf } from '../options/baseOptions';
import { followTask } from '../tasks/followTask';
import { openClone } from './openClone';
import { readSecretValues } from '../options/secretOptions';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { shortName } from '../options/taskNames';
import { readTaskRequest, taskHelp, taskOptions } from '../options/taskOptions';
import type { TaskRequest } from '../options/taskOptions';
import type { Check, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import { UsageError } from '../options/usageError';

const usage = '(TASK | --task-file FILE | --command CMD) [options]';

export const runTask: Subcommand = {
  name: 'run',
  usage,
  summary: 'do a task here and show how it goes',
  options: taskOptions,
  help: [...taskHelp, '  --json                  print every event as a line of JSON, and nothing else'],
  run: (invocation) => runWritten(invocation),
};

/** Makes the task that the command line says, and shows how it goes; `then` is told of it when that is over. */
export async function runWritten(
  { args, terminal, hide, open }: Invocation,
  purpose?: OwnPurpose,
  then?: (session: Session, view: TaskView) => Promise<void>,
): Promise<number> {
  const request = withPurpose(await readTaskRequest(args, terminal), purpose);
  const secrets = await readSecretValues(args, terminal);
  hide(secrets);
  const session = await open(namesOthers(request) ? 'told' : 'left', secrets);
  try {
    const view = await createTask(session, { request, terminal }, () => session.warm(request.engine));
    const isJson = args.has('json');
    if (!isJson) {
      introduction(view).forEach((line) => terminal.print(line));
    }
    const begin = (): Promise<void> => session.services.fleet.submit(view.task.id);
    const status = await followTask(session, view.task.id, { terminal, isJson, begin });
    await then?.(session, session.services.store.get(view.task.id));
    return status;
  } finally {
    await session.dispose();
  }
}

type OwnPurpose = 'experiment' | 'refactor';
type Request = TaskRequest & { purpose?: OwnPurpose };

/** A text may say it too, by the command that it begins with. */
function withPurpose(request: TaskRequest, purpose: OwnPurpose | undefined): Request {
  const launch = purpose === undefined && request.engine.kind === 'model' ? parseLaunch(request.prompt) : null;
  if (launch === null) {
    return purpose === undefined ? request : { ...request, purpose };
  }
  switch (launch.kind) {
    case 'problem':
      throw new UsageError(launchProblemLabel(launch, english));
    case 'experiment':
    case 'refactor':
      return { ...request, prompt: launch.prompt, purpose: launch.kind };
    case 'race':
    case 'applyWorktree':
    case 'sprint':
    case 'review':
      throw new UsageError('This is more than one task, so “run” does not begin it.');
  }
}

export const createTaskCommand: Subcommand = {
  name: 'create',
  usage,
  summary: 'write a task for the window that has the repository open, and run nothing',
  options: taskOptions,
  help: [...taskHelp, '  --json                  print the task as JSON'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const request = withPurpose(await readTaskRequest(args, terminal), undefined);
    const session = await open(namesOthers(request) ? 'told' : 'left');
    try {
      const view = await createTask(session, { request, terminal });
      const lines = args.has('json')
        ? [JSON.stringify(taskJson(view, session.services.arenas.glances()))]
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
  { request, terminal }: { request: Request; terminal: Terminal },
  onAsked?: () => void,
): Promise<TaskView> {
  const { services, budgets } = session;
  const {
    folder,
    title,
    verify,
    checks,
    budget,
    base,
    from,
    purpose,
    priority,
    after,
    fromCheckout,
    isOfSeveral,
    memberBases = [],
    ...rest
  } = request;
  const starting = baseOf({ base, from }, services.store.current.values());
  const { top, several } = await placeOf(session, { folder, isOfSeveral, memberBases, ...rest }, terminal);
  const proposing = services.drafts.proposeCheck(top, several?.joined);
  onAsked?.();
  const [draft, { task: usual }] = await Promise.all([proposing, budgets()]);
  const [proposed, also] = purpose === 'experiment' ? [null, []] : [draft.verify, draft.alsoVerify];
  const written = {
    ...rest,
    root: draft.root,
    ...chainOf(
      { after, fromCheckout },
      { base: starting.base, root: draft.root, place: rest.place },
      services.store.current,
    ),
    budget: { ...usual, ...budget },
    ...(several === undefined ? {} : { several }),
    verify: verify === undefined ? proposed : verify,
    checks: [...(verify === undefined ? also : []).map(asCheck), ...checks],
    ...(title === undefined ? {} : { title }),
  };
  const view = await services.drafts.create(purpose === undefined ? written : launchedTask(purpose, written));
  if (priority !== undefined) {
    await services.store.append(view.task.id, { type: 'prioritized', priority });
  }
  return services.store.get(view.task.id);
}

/** Whether tasks that are there already have to be read. */
function namesOthers({ from, after, memberBases = [] }: TaskRequest): boolean {
  return from !== undefined || after !== undefined || memberBases.some((wish) => wish.includes('=task:'));
}

/** The repository that a task works in, or what stands for several. */
async function placeOf(
  session: Session,
  { folder, url, isOfSeveral, memberBases = [] }: Pick<TaskRequest, 'folder' | 'url' | 'isOfSeveral' | 'memberBases'>,
  terminal: Terminal,
): Promise<{ top: string; several?: OpenedJoined }> {
  if (isOfSeveral) {
    const bases = memberBasesOf(memberBases, session.services.store.current.values());
    const opened = await session.services.joined.open(folder);
    const several = bases.reduce((all, [path, base]) => withMemberBase(all, path, base), opened);
    return { top: several.root, several };
  }
  return { top: url === undefined ? folder : await openClone(session, url, terminal) };
}

function asCheck(command: string): Check {
  return { kind: 'command', command };
}

function introduction({ task }: TaskView): string[] {
  const labels = checksOf(task).map(checkLabel);
  const check = labels.length === 0 ? 'no check' : `check: ${labels.join(', ')}`;
  const from = task.base === undefined ? '' : `, from ${baseLabel(task.base, shortName)}`;
  const several = task.joined === undefined ? '' : `: ${membersLabel(task.joined, shortName)}`;
  return [`Task ${shortName(task.id)}: ${task.title}`, `${task.repos[0].root}${several}${from}, ${check}`].map(
    plainText,
  );
}
