import * as path from 'node:path';
import * as vscode from 'vscode';
import { pathInOther } from '../../core/radar/pathInOther';
import { stepUri } from '../../host/agentDiffUri';
import type { CommandHandlers } from '../../host/commandRegistrar';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import { OverlapAt } from '../../protocol';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from '../agents/taskArgument';

/** What can be done where changes of agents meet. */
export function overlapHandlers(deps: CommandDeps): Pick<CommandHandlers, 'openOverlap' | 'tellOverlaps'> {
  return {
    openOverlap: (argument) => openOverlap(deps, argument),
    tellOverlaps: (argument) => tellOverlaps(deps, argument),
  };
}

/** Opens what each side made of a file in which they meet. */
async function openOverlap({ services: { store } }: CommandDeps, argument: unknown): Promise<void> {
  const { success, data } = OverlapAt.safeParse(argument);
  const view = success ? store.current.get(data.taskId) : undefined;
  if (!success || view === undefined) {
    return;
  }
  const name = path.posix.basename(data.path);
  const mine = nowUri(view, data.path);
  const other = data.other === null ? undefined : store.current.get(data.other);
  if (other === undefined) {
    const checkout = vscode.Uri.joinPath(vscode.Uri.file(view.task.repos[0].root), data.path);
    const title = t('{0}: “{1}” and your checkout', name, view.task.title);
    await vscode.commands.executeCommand('vscode.diff', mine, checkout, title, { preview: true });
    return;
  }
  const otherPath = pathInOther(view, data.path, other);
  const theirs = nowUri(other, otherPath);
  await vscode.commands.executeCommand(
    'vscode.changes',
    t('{0}: “{1}”, then “{2}”', name, view.task.title, other.task.title),
    [
      [mine, beginningUri(view, data.path), mine],
      [theirs, beginningUri(other, otherPath), theirs],
    ],
  );
}

/** Tells an agent, and those it meets, where they do. */
async function tellOverlaps(deps: CommandDeps, argument: unknown): Promise<void> {
  const { overlapTelling, services } = deps;
  const { current } = services.radar;
  const view = await chooseTask(deps, argument, ({ task }) => current.has(task.id));
  if (view === undefined) {
    return;
  }
  const others = (current.get(view.task.id) ?? []).flatMap(({ other }) => other ?? []);
  let told = 0;
  for (const taskId of [view.task.id, ...others]) {
    told += (await overlapTelling.tell(taskId)) ? 1 : 0;
  }
  const said =
    told === 0
      ? t('Nobody was told: the agents know of it, or do not work now.')
      : told === 1
        ? t('1 agent is told with its next request.')
        : t('{0} agents are told with their next requests.', told);
  await tellInfo(said);
}

/** As it was when the agent last kept its files. */
function nowUri(view: TaskView, file: string): vscode.Uri {
  const at = view.run.checkpoint?.commit ?? view.app.workspace?.repos[0].snapshot;
  return at === undefined ? vscode.Uri.file(file) : stepUri(view, file, at);
}

function beginningUri(view: TaskView, file: string): vscode.Uri {
  const at = view.app.workspace?.repos[0].snapshot;
  return at === undefined ? vscode.Uri.file(file) : stepUri(view, file, at);
}
