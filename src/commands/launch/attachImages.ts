import * as vscode from 'vscode';
import { maxImageBytes } from '../../core/conversation/imageRoom';
import type { HandedImage } from '../../core/images/attachedImage';
import { showError } from '../../host/errorNotice';
import { t } from '../../host/translate';
import { type GivenPart, TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

const mostImages = 20;

/** Gives images that a person chooses along with what is written in the box `of`, or in the box in sight. */
export async function attachImages(deps: CommandDeps, argument: unknown): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: t('Attach Images'),
    openLabel: t('Attach'),
    canSelectMany: true,
    filters: { [t('Images')]: ['png', 'jpg', 'jpeg', 'gif', 'webp'] },
  });
  const parts: GivenPart[] = [];
  for (const uri of (chosen ?? []).slice(0, mostImages)) {
    try {
      parts.push(await deps.given.image({ name: nameOf(uri), ...(await readUnlessLarge(uri)) }, t));
    } catch (error) {
      void showError(error, deps.log);
    }
  }
  if (parts.length > 0) {
    give(deps, argument, parts);
  }
}

async function readUnlessLarge(uri: vscode.Uri): Promise<Omit<HandedImage, 'name'>> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return { size, bytes: size > maxImageBytes ? null : await vscode.workspace.fs.readFile(uri) };
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function give({ agentsWindow }: CommandDeps, argument: unknown, parts: GivenPart[]): void {
  const of = typeof argument === 'object' && argument !== null && 'of' in argument ? argument.of : undefined;
  if (of === undefined) {
    agentsWindow.give(parts);
    return;
  }
  agentsWindow.tell({ type: 'given', of: of === null ? null : TaskId.parse(of), parts });
}
