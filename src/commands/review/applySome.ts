import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RestFile } from '../../app/reviews/changeParts';
import type { ChangedPlace } from '../../core/landing/changedPlaces';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { runCommand } from '../../host/commandRegistrar';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { ChosenFile, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { taskFor } from '../agents/taskArgument';

type Pick = vscode.QuickPickItem & { file?: string; place?: number };

/** Puts chosen files, and chosen places of files, into the checkout; the rest can be taken later. */
export async function applySome(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('applySome', deps, argument);
  if (view === undefined) {
    return;
  }
  const { services } = deps;
  const { base, head, files } = await withProgress(t('Looking at the change'), () => services.parts.rest(view));
  const picked = await vscode.window.showQuickPick<Pick>(files.flatMap(rowsOf), {
    canPickMany: true,
    title: t('Apply some changes of “{0}”', plainText(oneLine(view.task.title, 60))),
    placeHolder: t('Choose what to apply; a file’s name finds all of its places'),
    matchOnDescription: true,
  });
  if (picked === undefined || picked.length === 0) {
    return;
  }
  const part = { base, head, files: chosenOf(picked) };
  await withProgress(t('Applying “{0}”', view.task.title), () => services.fleet.apply(view.task.id, part));
  await tellTaken(services.store.get(view.task.id));
}

/** A file that changed in several places is a heading with a row for each of them. */
function rowsOf({ places, ...file }: RestFile): Pick[] {
  const name = plainText(path.posix.basename(file.path));
  const folder = plainText(path.posix.dirname(file.path));
  if (places.length === 0) {
    const description = [changed(file), folder].filter((each) => each !== '' && each !== '.').join('  ');
    return [{ label: name, description, file: file.path }];
  }
  const heading = { label: plainText(file.path), kind: vscode.QuickPickItemKind.Separator };
  return [heading, ...places.map((place, number) => placeRow(file.path, place, number))];
}

/** A binary file has no counts. */
function changed({ added, removed }: { added: number | null; removed: number | null }): string {
  return added === null || removed === null ? '' : `+${added} −${removed}`;
}

function placeRow(file: string, place: ChangedPlace, number: number): Pick {
  const name = plainText(path.posix.basename(file));
  const label = t('{0}, line {1}', name, place.line);
  return { label, description: `${changed(place)}  ${plainText(place.text.slice(0, 120))}`, file, place: number };
}

function chosenOf(picked: readonly Pick[]): ChosenFile[] {
  const chosen = new Map<string, ChosenFile>();
  for (const { file, place } of picked) {
    if (file !== undefined) {
      const hunks = place === undefined ? undefined : [...(chosen.get(file)?.hunks ?? []), place];
      chosen.set(file, { path: file, ...(hunks === undefined ? {} : { hunks }) });
    }
  }
  return [...chosen.values()];
}

async function tellTaken({ task, app }: TaskView): Promise<void> {
  const rest = app.landing.kind === 'applied' ? (app.landing.applied.part?.rest ?? 0) : 0;
  const [undo, more] = [t('Undo Apply'), t('Apply More…')];
  const title = oneLine(task.title, 60);
  const message =
    rest === 0
      ? t('Applied the last of “{0}”.', title)
      : t('Applied a part of “{0}”; {1} files are left.', title, rest);
  const chosen = await tellInfo(message, undo, ...(rest === 0 ? [] : [more]));
  if (chosen === undo) {
    await runCommand('undoApply', task.id);
  } else if (chosen === more) {
    await runCommand('applySome', task.id);
  }
}
