import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LandSurvey } from '../../app/landing/landSurvey';
import { TaskError } from '../../core/errors';
import { type DraftFacts, landDrafts, signed } from '../../core/landing/landDrafts';
import { filesLabel, oneLine } from '../../core/labels/labels';
import { namedFew } from '../../core/labels/namedFew';
import { plainText } from '../../core/labels/plainText';
import { experimentNote } from '../../core/experiments/experimentNote';
import { subjectOf } from '../../core/landing/messageStyle';
import { askText } from '../../host/askText';
import { runCommand } from '../../host/commandRegistrar';
import { choose, confirm, tellInfo, withProgress } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { LandCommit, LandRequest, LandWay, Resolved, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { editCommits } from './editCommits';
import { canAgentResolve, letAgentResolve } from './letAgentResolve';
import { resolveConflicts } from './resolveConflicts';
import { taskFor } from '../agents/taskArgument';

type Choice = LandWay | 'patch';
/** What is offered beside the ways where the change conflicts with the branch. */
type WayOn = 'resolve' | 'agent';
interface WayPick extends vscode.QuickPickItem {
  choice: Choice | WayOn;
  why: string | null;
}

/** Puts the change into the history of the user, in the way that they choose, after showing what it will be. */
export async function land(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('land', deps, argument);
  if (view === undefined) {
    return;
  }
  await landAs(deps, view, {});
}

async function landAs(deps: CommandDeps, view: TaskView, { resolved }: { resolved?: Resolved }): Promise<void> {
  const { landings } = deps.services;
  const survey = await withProgress(t('Looking at your branch'), () => landings.look(view, resolved));
  const choice = await chooseWay(deps, view, survey);
  if (choice === 'resolve') {
    const made = await resolveConflicts(deps, view, 'land');
    await (made === undefined ? undefined : landAs(deps, view, { resolved: made }));
  } else if (choice === 'agent') {
    await letAgentResolve(deps, view);
  } else if (choice !== undefined) {
    await carryOut(deps, { view, survey, resolved }, choice);
  }
}

async function carryOut(deps: CommandDeps, { view, survey, resolved }: Shown, choice: Choice): Promise<void> {
  const { task } = view;
  const { setup, style, files, headName } = survey;
  const facts: DraftFacts = { task, style, setup, files, headName, namesRun: settings.agentRunTrailer };
  if (choice === 'patch') {
    await savePatch(deps, view, landDrafts('squash', facts)[0]?.message ?? task.title);
    return;
  }
  const request = await draft(choice, { view, survey, facts });
  const hooks = request === undefined ? undefined : await confirmed(request, { view, survey });
  if (request === undefined || hooks === undefined) {
    return;
  }
  const title = oneLine(task.title, 60);
  await withProgress(t('Committing “{0}”', title), () =>
    deps.services.fleet.land(task.id, { ...request, hooks, ...(resolved === undefined ? {} : { resolved }) }),
  );
  await tellLanded(deps.services.store.get(task.id));
}

function wayLabels(headName: string): Record<Choice, { label: string; detail: string; icon: string }> {
  return {
    squash: {
      label: t('Squash'),
      detail: t('One commit with the whole change on {0}', headName),
      icon: 'git-commit',
    },
    commits: {
      label: t('Commits by Topic'),
      detail: t('One each for dependencies, configuration, source with its tests, and documents'),
      icon: 'list-ordered',
    },
    rebase: { label: t('Rebase'), detail: t('The agent’s own commits, replayed on {0}', headName), icon: 'git-branch' },
    merge: {
      label: t('Merge'),
      detail: t('A merge commit that joins the task’s branch with {0}', headName),
      icon: 'git-merge',
    },
    branch: {
      label: t('Branch'),
      detail: t('A branch of your own with the result; your checkout stays as it is'),
      icon: 'git-branch-create',
    },
    patch: { label: t('Patch File'), detail: t('A file that git am takes; nothing else is touched'), icon: 'save-as' },
  };
}

async function chooseWay(deps: CommandDeps, view: TaskView, survey: LandSurvey): Promise<Choice | WayOn | undefined> {
  const labels = wayLabels(plainText(survey.headName));
  const ways: { way: Choice; why: string | null }[] = [...survey.ways, { way: 'patch', why: null }];
  const items = ways.map(({ way, why }): WayPick => {
    const { label, detail, icon } = labels[way];
    const mark = why === null ? icon : 'circle-slash';
    return {
      label: `$(${mark}) ${label}`,
      detail: plainText(why === null ? detail : t('Does not fit now: {0}', why)),
      choice: way,
      why,
    };
  });
  const fitting = items.filter(({ why }) => why === null);
  const others = items.filter(({ why }) => why !== null);
  const waysOn = survey.conflicts.length === 0 ? [] : await waysOnFrom(deps, view, survey);
  const picked = await vscode.window.showQuickPick([...waysOn, ...fitting, ...others], {
    title: t('Commit “{0}” to {1}', plainText(oneLine(view.task.title, 60)), plainText(survey.headName)),
    placeHolder: t('How should the change get into your history?'),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (picked?.why != null) {
    throw new TaskError(
      'not-possible-now',
      t('{0} does not fit now: {1}.', labels[picked.choice as Choice].label, picked.why),
    );
  }
  return picked?.choice;
}

async function waysOnFrom(deps: CommandDeps, view: TaskView, { conflicts }: LandSurvey): Promise<WayPick[]> {
  const names = plainText(namedFew(conflicts, t));
  const resolve: WayPick = {
    label: `$(git-compare) ${t('Resolve in Merge Editor')}`,
    detail: t('The change conflicts with your branch in {0}', names),
    choice: 'resolve',
    why: null,
  };
  const agent: WayPick = {
    label: `$(sparkle) ${t('Let the Agent Resolve')}`,
    detail: t('In its worktree; the result is offered when no conflict is left and its checks pass'),
    choice: 'agent',
    why: null,
  };
  return (await canAgentResolve(deps, view)) ? [resolve, agent] : [resolve];
}

interface Shown {
  view: TaskView;
  survey: LandSurvey;
  resolved?: Resolved | undefined;
}

type Draft = Omit<LandRequest, 'hooks'>;

/** Undefined when the person thought better of it. */
async function draft(way: LandWay, { view, survey, facts }: Shown & { facts: DraftFacts }): Promise<Draft | undefined> {
  const { base, head } = survey;
  const branch = way === 'branch' ? await askBranch(view) : survey.branch;
  if (branch === undefined) {
    return undefined;
  }
  const drafted = landDrafts(way, facts);
  const commits = way === 'commits' ? await editCommits(drafted, facts.style) : await askMessage(drafted, facts);
  return commits === undefined ? undefined : { way, base, head, branch, commits };
}

function askBranch({ task }: TaskView): Thenable<string | undefined> {
  return askText({
    title: t('Name of the branch'),
    value: task.slug,
    validateInput: (name) =>
      /^agents[/-]|^-|\.\.|[\s~^:?*[\\]|^$/.test(name)
        ? t('Choose a name that git allows and that does not begin with agents/.')
        : null,
  });
}

/** The subject of the newest commit; what stands below it, and its trailers, stay. */
async function askMessage(drafted: readonly LandCommit[], facts: DraftFacts): Promise<LandCommit[] | undefined> {
  const last = drafted.at(-1);
  const subject = await askSubject(last?.message ?? '', facts.style.maxSubject);
  if (subject === undefined || last === undefined) {
    return undefined;
  }
  const body = last.message.slice(subjectOf(last.message).length);
  return [...drafted.slice(0, -1), { message: signed(`${subject}${body}`, facts) }];
}

function askSubject(message: string, most: number): Thenable<string | undefined> {
  return askText({
    title: t('Commit message'),
    value: subjectOf(message),
    prompt: t('In the style of the last commits here'),
    validateInput: (text) => {
      if (text.trim() === '') {
        return t('Write what the commit does.');
      }
      const isLong = text.length > most;
      const severity = vscode.InputBoxValidationSeverity.Info;
      return isLong ? { message: t('Longer than subjects here usually are ({0} characters).', most), severity } : null;
    },
  });
}

/** Whether hooks run; undefined when the person said no. */
async function confirmed(request: Draft, { view, survey }: Shown): Promise<boolean | undefined> {
  const { setup } = survey;
  const title = oneLine(view.task.title, 60);
  const isBeside = request.way === 'branch';
  const question = isBeside
    ? t('Make the branch {0} with “{1}”?', request.branch ?? '', title)
    : t('Commit “{0}” to {1}?', title, survey.headName);
  const hasHooks = !isBeside && setup.hooks.length > 0;
  const detail = [...experimentNote(view, t), ...details(request, survey)].join('\n\n');
  const [landing, without] = [t('Commit'), t('Commit Without Hooks')];
  if (!hasHooks) {
    return (await confirm(question, detail, landing)) ? false : undefined;
  }
  const chosen = await choose(question, detail, [landing, without]);
  return chosen === undefined ? undefined : chosen === landing;
}

function details(request: Draft, survey: LandSurvey): string[] {
  const { setup, files, flagged, uncommitted } = survey;
  const isBeside = request.way === 'branch';
  const signs = setup.signs ? t('signed') : t('not signed');
  const kept = isBeside
    ? t('Your checkout stays as it is.')
    : uncommitted === 0
      ? t('You have no uncommitted changes.')
      : t('Your {0} uncommitted files, and what you have staged, stay as they are.', uncommitted);
  const hooks =
    isBeside || setup.hooks.length === 0
      ? []
      : [t('Your hooks run on it outside the sandbox, as in a commit of your own: {0}.', setup.hooks.join(', '))];
  return [
    request.commits.map(({ message }) => message.trim()).join('\n\n———\n\n'),
    t(
      '{0}, by {1}, {2}. {3} Undo Commit to Branch takes it back.',
      filesLabel(files, t),
      setup.identity ?? '',
      signs,
      kept,
    ),
    ...hooks,
    ...flagged.map(({ path: file, why }) => t('Look at it first: {0} {1}.', file, why)),
  ];
}

async function tellLanded({ task, app }: TaskView): Promise<void> {
  if (app.landing.kind !== 'landed') {
    return;
  }
  const { way, ref, commits } = app.landing.landed;
  const [place, title] = [ref.replace(/^refs\/heads\//, ''), oneLine(task.title, 60)];
  const undo = t('Undo Commit to Branch');
  const message =
    way === 'branch'
      ? t('“{0}” is on the branch {1}.', title, place)
      : t('“{0}” is on {1}: {2}.', title, place, commits.map((commit) => commit.slice(0, 7)).join(', '));
  if ((await tellInfo(message, undo)) === undo) {
    await runCommand('undoLanding', task.id);
  }
}

async function savePatch({ services }: CommandDeps, view: TaskView, message: string): Promise<void> {
  const root = view.app.workspace?.repos[0].root ?? '';
  const defaultUri = vscode.Uri.file(path.join(path.dirname(root), `${view.task.slug}.patch`));
  const target = await vscode.window.showSaveDialog({ defaultUri, filters: { [t('Patches')]: ['patch', 'diff'] } });
  if (target !== undefined) {
    const patch = await withProgress(t('Writing the patch'), () => services.landings.patch(view, message));
    await vscode.workspace.fs.writeFile(target, patch);
    void tellInfo(t('Wrote {0}. Take it over with git am.', path.basename(target.fsPath)));
  }
}

/** Takes the landing out of branch and files, or offers its inverse where there are more commits. */
export async function undoLanding(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('undoLanding', deps, argument);
  if (view === undefined) {
    return;
  }
  const { fleet } = deps.services;
  const title = oneLine(view.task.title, 60);
  try {
    await withProgress(t('Undoing “{0}”', title), () => fleet.undo(view.task.id));
  } catch (error) {
    if (!(error instanceof TaskError) || error.reason !== 'committed') {
      throw error;
    }
    const question = t('There are more commits since. Revert “{0}”?', title);
    const detail = t(
      'The inverse of the committed change is put into your files, not staged and not committed, so that you can look at it and commit it. What you did since is kept.',
    );
    if (await confirm(question, detail, t('Revert'))) {
      await withProgress(t('Reverting “{0}”', title), () => fleet.undo(view.task.id, { revert: true }));
    }
  }
}
