import * as vscode from 'vscode';
import type { HunkChoice, SeenHunk } from '../../app/reviews/hunkReviews';
import { plainText } from '../../core/labels/plainText';
import { askText } from '../../host/askText';
import { parseDiffUri } from '../../host/agentDiffUri';
import { hunkUri } from '../../host/agentHunkUri';
import { runCommand } from '../../host/commandRegistrar';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import { HunkArgument } from '../../protocol';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

interface Meant {
  view: TaskView;
  choices: HunkChoice[];
}

/** Accepts the hunk that a button means, the selected lines, or the hunk at the cursor. */
export async function acceptHunk(deps: CommandDeps, argument: unknown): Promise<void> {
  const meant = await meantHunks(deps, argument);
  if (meant !== undefined) {
    await deps.services.hunks.decide(meant.view, meant.choices, { kind: 'accepted' });
  }
}

/** Asks why, because the agent is told, then rejects. */
export async function rejectHunk(deps: CommandDeps, argument: unknown): Promise<void> {
  const meant = await meantHunks(deps, argument);
  if (meant === undefined) {
    return;
  }
  const reason = await askText({
    title: t('Reject Change in {0}', plainText(meant.choices[0]?.path ?? '')),
    prompt: t('Why? Send Rejected Back tells the agent. May be empty.'),
  });
  if (reason !== undefined) {
    const verdict = { kind: 'rejected', reason: reason.trim().slice(0, 10_000) } as const;
    await deps.services.hunks.decide(meant.view, meant.choices, verdict);
  }
}

export async function undecideHunk(deps: CommandDeps, argument: unknown): Promise<void> {
  const meant = await meantHunks(deps, argument);
  if (meant !== undefined) {
    await deps.services.hunks.undecide(meant.view, meant.choices);
  }
}

/** Opens the new text of a hunk; what is saved there is taken in its place. */
export async function editHunk(deps: CommandDeps, argument: unknown): Promise<void> {
  const meant = await meantHunks(deps, argument);
  const [choice] = meant?.choices ?? [];
  if (meant !== undefined && choice !== undefined) {
    const { path, key } = choice;
    await deps.services.hunks.text(meant.view, { path, key });
    const uri = hunkUri({ taskId: meant.view.task.id, path, key });
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}

/** Goes to the next, or the previous, hunk that is not decided; into another file where this one has no more. */
export async function goToHunk(deps: CommandDeps, by: 1 | -1): Promise<void> {
  const shown = shownDiff(deps);
  if (shown === undefined) {
    return;
  }
  const { view, path, editor } = shown;
  const here = editor.selection.active.line + 1;
  const files = await deps.services.hunks.files(view);
  const open = files.flatMap((file) => file.hunks.filter(isOpen).map(({ line }) => ({ path: file.path, line })));
  const order = files.map((file) => file.path);
  const isAfter = (each: { path: string; line: number }): boolean => {
    const file = (order.indexOf(each.path) - order.indexOf(path)) * by;
    return file > 0 || (file === 0 && (each.line - here) * by > 0);
  };
  const next = by === 1 ? open.find(isAfter) : open.findLast(isAfter);
  if (next === undefined) {
    void tellInfo(by === 1 ? t('No undecided change follows.') : t('No undecided change comes before.'));
    return;
  }
  if (next.path !== path) {
    await runCommand('openDiff', { taskId: view.task.id, path: next.path });
  }
  const target = next.path === path ? editor : vscode.window.activeTextEditor;
  if (target !== undefined) {
    const at = new vscode.Position(Math.min(next.line, target.document.lineCount) - 1, 0);
    target.selection = new vscode.Selection(at, at);
    target.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function isOpen({ status }: SeenHunk): boolean {
  return status === 'open' || status === 'part';
}

async function meantHunks(deps: CommandDeps, argument: unknown): Promise<Meant | undefined> {
  const { data } = HunkArgument.safeParse(argument);
  if (data !== undefined) {
    return { view: deps.services.store.get(data.taskId), choices: [{ path: data.path, key: data.key }] };
  }
  const shown = shownDiff(deps);
  if (shown === undefined) {
    return undefined;
  }
  const { view, path, editor } = shown;
  const wanted = parseDiffUri(editor.document.uri);
  const hunks = wanted === null ? [] : await deps.services.hunks.ofDocument(view, wanted);
  const choices = hunks.flatMap((hunk) => choiceAt(hunk, { path, selection: editor.selection }));
  if (choices.length === 0) {
    void tellInfo(t('There is no change here that is not applied. Put the cursor into one on the right side.'));
    return undefined;
  }
  return { view, choices };
}

/** All of a hunk in which the cursor is, and of one that is selected only those lines that are. */
function choiceAt(hunk: SeenHunk, { path, selection }: { path: string; selection: vscode.Selection }): HunkChoice[] {
  const { key, line, size, isWhole, added } = hunk;
  const { start, end } = selection;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const numbers = Array.from({ length: size }, (_, number) => number);
  const inside = numbers.filter((number) => line - 1 + number >= start.line && line - 1 + number <= last);
  if (isWhole) {
    return [{ path, key }];
  }
  if (inside.length === 0) {
    const isJustBelow = added.length === 0 && start.line + 2 === line;
    return isJustBelow ? [{ path, key }] : [];
  }
  return [selection.isEmpty || added.length === 0 ? { path, key } : { path, key, lines: inside }];
}

function shownDiff({ services }: CommandDeps): { view: TaskView; path: string; editor: vscode.TextEditor } | undefined {
  const editor = vscode.window.activeTextEditor;
  const wanted = editor === undefined ? null : parseDiffUri(editor.document.uri);
  const view = wanted === null ? undefined : services.store.current.get(wanted.taskId);
  if (editor === undefined || wanted === null || view === undefined) {
    void tellInfo(t('Open a change of an agent first.'));
    return undefined;
  }
  return { view, path: wanted.path, editor };
}
