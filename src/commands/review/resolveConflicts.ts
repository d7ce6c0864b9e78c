import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ConflictedAct, Resolution } from '../../app/bases/conflicts';
import { conflictMarks } from '../../core/landing/conflictMarks';
import type { ConflictedFile } from '../../core/landing/conflictPorts';
import { namedFew } from '../../core/labels/namedFew';
import { choose, confirm, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { Resolved, TaskView } from '../../protocol';
import { askAboutOldText } from './askAboutOldText';
import type { CommandDeps } from '../commandDeps';

/** VS Code's own editor for merges. It has no public name; where it is missing, the marks in the file do. */
const mergeEditor = '_open.mergeEditor';

/**
 * Opens the conflicts of a change in VS Code's merge editor, on copies in a folder of ours, so that the checkout stays as
 * it is until all are resolved. Undefined when the person gave up; then nothing is left of it.
 */
export async function resolveConflicts(
  deps: CommandDeps,
  view: TaskView,
  act: ConflictedAct,
): Promise<Resolved | undefined> {
  const { conflicts } = deps.services;
  const conflict = await withProgress(t('Looking at the conflicts'), () => conflicts.open(view, act));
  const folder = vscode.Uri.file(path.join(deps.dataDirectory, 'tasks', view.task.id, 'merge'));
  const whole = await chooseSides(conflict.files.filter(({ marked }) => marked === null));
  if (whole === undefined) {
    return undefined;
  }
  const texts = conflict.files.filter(({ marked }) => marked !== null);
  try {
    await layOut(folder, texts);
    for (const file of [...texts].reverse()) {
      await openMerge(folder, file, act);
    }
    const resolved = texts.length === 0 ? [] : await untilResolved(folder, texts);
    return resolved === undefined ? undefined : await conflicts.close(conflict, [...whole, ...resolved]);
  } finally {
    await closeTabs(folder, texts);
    await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: false });
  }
}

/** Files that can't be merged as texts are taken from one side or the other. */
async function chooseSides(files: readonly ConflictedFile[]): Promise<Resolution[] | undefined> {
  const chosen: Resolution[] = [];
  for (const file of files) {
    const [yours, theirs] = [t('Keep Yours'), t('Take the Agent’s')];
    const answer = await choose(t('Both changed {0}. Which one stays?', file.path), sidesOf(file), [yours, theirs]);
    if (answer === undefined) {
      return undefined;
    }
    chosen.push({ path: file.path, side: answer === yours ? 'ours' : 'theirs' });
  }
  return chosen;
}

function sidesOf({ ours, theirs }: ConflictedFile): string {
  if (ours === null) {
    return t('You removed it, the agent changed it.');
  }
  return theirs === null ? t('The agent removed it, you changed it.') : t('It is no text that could be merged.');
}

const sides = ['base', 'ours', 'theirs', 'result'] as const;

function place(folder: vscode.Uri, side: (typeof sides)[number], { path: file }: ConflictedFile): vscode.Uri {
  return vscode.Uri.joinPath(folder, side, file);
}

async function layOut(folder: vscode.Uri, files: readonly ConflictedFile[]): Promise<void> {
  await vscode.workspace.fs.createDirectory(folder);
  for (const file of files) {
    const contents = { base: file.base, ours: file.ours, theirs: file.theirs, result: file.marked };
    for (const side of sides) {
      await vscode.workspace.fs.writeFile(place(folder, side, file), contents[side] ?? new Uint8Array());
    }
  }
}

async function openMerge(folder: vscode.Uri, file: ConflictedFile, act: ConflictedAct): Promise<void> {
  const output = place(folder, 'result', file);
  const known = await vscode.commands.getCommands(false);
  if (!known.includes(mergeEditor)) {
    await vscode.window.showTextDocument(output, { preview: false });
    return;
  }
  await vscode.commands.executeCommand(mergeEditor, {
    base: place(folder, 'base', file),
    input1: {
      uri: place(folder, 'theirs', file),
      title: t('Agent'),
      description: t('what the task changed'),
    },
    input2: {
      uri: place(folder, 'ours', file),
      title: t('Yours'),
      description: act === 'apply' ? t('your files as they are') : t('your branch as it is'),
    },
    output,
  });
}

/** Waits until the person says that they are done, and the files bear that out. */
async function untilResolved(folder: vscode.Uri, files: readonly ConflictedFile[]): Promise<Resolution[] | undefined> {
  const [goOn, giveUp] = [t('Continue'), t('Cancel')];
  const named = (some: readonly ConflictedFile[]): string =>
    namedFew(
      some.map((file) => file.path),
      t,
    );
  let still: ConflictedFile[] | null = null;
  for (;;) {
    const answer =
      still === null
        ? await tellInfo(
            t('Resolve the conflicts in {0}, then continue. Your files stay as they are until then.', named(files)),
            ...[goOn, giveUp],
          )
        : await tellWarning(t('There are still conflicts in {0}.', named(still)), goOn, giveUp);
    if (answer === goOn) {
      const read = await readResults(folder, files);
      still = files.filter((file) => !read.some(({ path: name }) => name === file.path));
      if (still.length === 0) {
        return read;
      }
    } else if (await givesUp()) {
      return undefined;
    }
  }
}

function givesUp(): Promise<boolean> {
  const detail = t('What you resolved is thrown away. Your files and your branch are as they were.');
  return confirm(t('Stop resolving the conflicts?'), detail, t('Stop'));
}

/** Those that are resolved. Asks about conflicts in which the old text is left: without marks nothing shows them. */
async function readResults(folder: vscode.Uri, files: readonly ConflictedFile[]): Promise<Resolution[]> {
  const resolved: Resolution[] = [];
  for (const file of files) {
    const content = await readResult(folder, file);
    const isOpen = conflictMarks(content, [file.ours, file.theirs]) > 0;
    const made = isOpen ? null : await askAboutOldText(file, content);
    resolved.push(...(made === null ? [] : [made]));
  }
  return resolved;
}

/** What is not saved yet is saved. */
async function readResult(folder: vscode.Uri, file: ConflictedFile): Promise<Uint8Array> {
  const uri = place(folder, 'result', file);
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  // Also where it seems saved: it may just have changed, or be on its way to the disk.
  await document?.save();
  return vscode.workspace.fs.readFile(uri);
}

/** What a merge editor's tab is of is no public type: an object with the result's address, or nothing but the label. */
async function closeTabs(folder: vscode.Uri, files: readonly ConflictedFile[]): Promise<void> {
  const names = files.map((file) => path.basename(file.path));
  const isInFolder = (address: unknown): boolean => String(address).startsWith(`${folder.toString()}/`);
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter(({ input, label }) => {
    if (typeof input !== 'object' || input === null) {
      return names.some((name) => label.endsWith(name));
    }
    return ('uri' in input && isInFolder(input.uri)) || ('result' in input && isInFolder(input.result));
  });
  await vscode.window.tabGroups.close(ours);
}
