import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { english as t } from '../../core/translate';
import { planText, parsePlan } from '../../core/sprints/planText';
import { foundByLabel, partLabel, planWarningLabel, sprintLabel } from '../../core/sprints/sprintLabels';
import type { SprintProposal } from '../../app/trains/sprints';
import { Budget, type GroupId, type SprintPart, type TaskView } from '../../protocol';
import { type BudgetChange, readBudget } from '../options/budgetOptions';
import { followTrain } from '../review/combine';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import { Arguments, type Invocation, type Subcommand } from '../options/subcommand';
import { listLine } from '../lines/taskLines';
import { readTaskRequest, taskHelp, taskOptions, type TaskRequest } from '../options/taskOptions';
import { plainText, type Terminal } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const sprintCommand: Subcommand = {
  name: 'sprint',
  usage: '(TASK | --task-file FILE | --command CMD) [--plan-only | --plan FILE] [options]',
  summary: 'split one job into parts, let an agent do each, and combine what they made',
  options: {
    ...taskOptions,
    'plan-only': { type: 'boolean' },
    plan: { type: 'string' },
    'no-combine': { type: 'boolean' },
  },
  help: [
    '  --plan-only             show how the job would be split, as a plan that can be edited, and start nothing',
    '  --plan FILE             the parts as they stand in that file',
    '  --no-combine            leave the results as they are',
    '',
    'A budget is that of all parts together. The other options are those of every part:',
    ...taskHelp,
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const request = await readTaskRequest(args, terminal);
    const given = args.text('plan');
    const session = await open();
    try {
      const proposal = await planned(
        session,
        request,
        given === undefined ? null : path.resolve(terminal.folder, given),
      );
      if (args.has('plan-only')) {
        printPlan(proposal, { terminal, isJson: args.has('json') });
        return exitStatus.complete;
      }
      if (proposal.parts.length < 2) {
        throw new UsageError(
          'There is nothing to split this by. Name the folders or modules, or give the parts with --plan.',
        );
      }
      if (!args.has('json')) {
        proposal.parts.forEach((part) => terminal.print(plainText(`  ${partLabel(part)}`)));
        proposal.warnings.forEach((warning) => terminal.complain(plainText(planWarningLabel(warning, t))));
      }
      const groupId = await start(session, { request, proposal, cap: readBudget(args) });
      return await followSprint(session, groupId, { terminal, args });
    } finally {
      await session.dispose();
    }
  },
};

async function planned(session: Session, request: TaskRequest, file: string | null): Promise<SprintProposal> {
  const { sprints } = session.services;
  const proposal = await sprints.plan(request.prompt, request.folder);
  if (file === null) {
    return proposal;
  }
  const parts = await readPlan(file);
  return { ...proposal, parts, warnings: await sprints.warnings(proposal.root, parts) };
}

async function readPlan(file: string): Promise<SprintPart[]> {
  try {
    return parsePlan(await fs.readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`The plan can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function printPlan(proposal: SprintProposal, { terminal, isJson }: { terminal: Terminal; isJson: boolean }): void {
  if (isJson) {
    terminal.print(JSON.stringify(proposal));
    return;
  }
  terminal.complain(`${foundByLabel(proposal.by, t)}.`);
  proposal.warnings.forEach((warning) => terminal.complain(plainText(planWarningLabel(warning, t))));
  terminal.print(plainText(planText(proposal.parts)));
}

async function start(
  { services, budgets }: Session,
  { request, proposal, cap }: { request: TaskRequest; proposal: SprintProposal; cap: BudgetChange },
): Promise<GroupId> {
  const [draft, { task: usual }] = await Promise.all([services.drafts.proposeCheck(request.folder), budgets()]);
  const whole = Budget.parse(Object.fromEntries(Object.entries(cap).filter(([, value]) => value !== undefined)));
  const { prompt, engine, mode, checks, place, isolation, approve, approvals, limits, diagnostics, secrets } = request;
  return services.sprints.start({
    ...{ prompt, engine, checks, place, isolation, approve, approvals, limits, root: draft.root, budget: usual },
    ...withGiven({ mode, diagnostics, secrets, title: request.title, base: request.base }),
    verify: request.verify === undefined ? draft.verify : request.verify,
    parts: proposal.parts,
    cap: Object.keys(whole).length === 0 ? null : whole,
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was not said. */
function withGiven<T extends object>(wishes: T): Given<T> {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** Shows the agents as they begin and end, then how their results become one. Ctrl+C stops all of them. */
async function followSprint(
  session: Session,
  groupId: GroupId,
  { terminal, args }: { terminal: Terminal; args: Arguments },
): Promise<number> {
  const { store, fleet, groups, trains } = session.services;
  const taskIds = groups.get(groupId).sprint.start?.parts.map(({ taskId }) => taskId) ?? [];
  const isJson = args.has('json');
  const signals = terminal.onSignal(() => {
    terminal.complain('Stopping the agents. They can be resumed.');
    taskIds.forEach((taskId) => void fleet.stop(taskId).catch(() => undefined));
  });
  const members: TaskView[] = [];
  try {
    await Promise.all(
      taskIds.map(async (taskId) => {
        members.push(await fleet.settled(taskId));
        if (!isJson) {
          terminal.print(listLine(store.get(taskId)));
          terminal.print(plainText(`  ${sprintLabel(members, null, t)} of ${taskIds.length}`));
        }
      }),
    );
  } finally {
    signals.dispose();
  }
  const complete = taskIds.filter((taskId) => store.get(taskId).state.kind === 'complete');
  if (complete.length < taskIds.length) {
    terminal.complain(
      'Not all agents are complete, so nothing was combined. Combine those that are with: background-agents combine',
    );
    return members.some(({ state }) => state.kind === 'waiting') ? exitStatus.waiting : exitStatus.failed;
  }
  if (args.has('no-combine')) {
    return exitStatus.complete;
  }
  await trains.start({ taskIds: complete, groupId, title: groups.get(groupId).group.title });
  return followTrain(session, groupId, { terminal, isJson });
}
