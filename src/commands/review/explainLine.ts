import * as vscode from 'vscode';
import type { LineOrigin } from '../../app/reviews/lineOrigins';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { parseDiffUri } from '../../host/agentDiffUri';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskId, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { openRange } from './partDiff';
import { taskIdOf } from '../agents/taskArgument';

interface Spot {
  taskId: TaskId;
  path: string;
  line: number;
}

type Choice = vscode.QuickPickItem & { act?: () => Promise<void> | void };

/** Says which step, command and prompt wrote a line of a task's result, and leads there. */
export async function explainLine(deps: CommandDeps, argument: unknown): Promise<void> {
  const spot = spotIn(argument) ?? spotOfEditor();
  if (spot === undefined) {
    void tellInfo(t('Put the cursor on a line of the right side of an agent’s diff first.'));
    return;
  }
  const view = deps.services.store.get(spot.taskId);
  const origin = await deps.services.origins.explain(view, spot, t);
  const picked = await vscode.window.showQuickPick(choices(deps, view, origin), {
    title: `${spot.path}:${spot.line}`,
    placeHolder: oneLine(origin.text.trim(), 120),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.act?.();
}

function choices(deps: CommandDeps, view: TaskView, origin: LineOrigin): Choice[] {
  const { facts, cause, at, turn, seq } = origin;
  const { services, agentsWindow } = deps;
  const show = (event: number) => () => agentsWindow.open(view.task.id, event);
  const when = at === null ? '' : new Date(at).toLocaleString();
  const about = [turn > 0 ? t('turn {0}', turn) : '', when].filter((part) => part !== '').join(' · ');
  if (cause === 'start') {
    return [{ label: `$(history) ${plainText(facts.label)}` }];
  }
  const states = services.steps.states(view);
  const state = states.find((each) => each.seq === seq);
  const before = states[state?.from ?? 0];
  const diff: Choice[] =
    state === undefined || before === undefined
      ? []
      : [
          {
            label: `$(diff) ${t('Open Checkpoint Diff')}`,
            description: plainText(origin.path),
            act: () => openRange(services, view, { path: origin.path, from: before.commit, to: state.commit }),
          },
        ];
  return [
    {
      label: `$(history) ${t('Show Step')}`,
      description: plainText(oneLine(facts.label, 100)),
      detail: about,
      act: show(facts.seq),
    },
    ...diff,
    ...reasons(origin, show),
  ];
}

/** What was said and done before the line was there; each leads to its place in the transcript. */
function reasons({ facts, cause }: LineOrigin, show: (seq: number) => () => void): Choice[] {
  const because: Choice[] = cause === 'step' ? [{ label: t('Because'), kind: vscode.QuickPickItemKind.Separator }] : [];
  const asked = facts.asked;
  const calls = facts.calls.slice(-5).map((call): Choice => ({
    label: `$(terminal) ${plainText(oneLine(call.label, 100))}`,
    act: show(call.seq),
  }));
  return cause !== 'step'
    ? []
    : [
        ...because,
        ...(facts.said === ''
          ? []
          : [{ label: `$(comment) ${plainText(oneLine(facts.said, 200))}`, act: show(facts.seq) }]),
        ...calls,
        ...(asked === null
          ? []
          : [
              {
                label: `$(account) ${plainText(oneLine(asked.text, 200))}`,
                description: t('asked'),
                act: show(asked.seq),
              },
            ]),
      ];
}

/** As code lenses and other commands say it. */
function spotIn(argument: unknown): Spot | undefined {
  const taskId = taskIdOf(argument);
  if (taskId === undefined || typeof argument !== 'object' || argument === null) {
    return undefined;
  }
  const { path, line } = { path: undefined, line: undefined, ...argument } as { path: unknown; line: unknown };
  return typeof path === 'string' && typeof line === 'number' && line > 0 ? { taskId, path, line } : undefined;
}

function spotOfEditor(): Spot | undefined {
  const editor = vscode.window.activeTextEditor;
  const wanted = editor === undefined ? null : parseDiffUri(editor.document.uri);
  return wanted?.side !== 'head' || editor === undefined
    ? undefined
    : { taskId: wanted.taskId, path: wanted.path, line: editor.selection.active.line + 1 };
}
