import * as vscode from 'vscode';
import { namedFew } from '../../core/labels/namedFew';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** Opens what commands of a task changed in a submodule, as it is at this moment; false where that is nothing. */
export async function openSubmodule(
  { services, previews }: Pick<CommandDeps, 'services' | 'previews'>,
  view: TaskView,
  path: string,
): Promise<boolean> {
  const files = await services.submodules.files(view, path);
  if (files.length === 0) {
    return false;
  }
  const shown = previews.documents.show({ files, output: '' });
  if (shown.files.length > 0) {
    await vscode.commands.executeCommand(
      'vscode.changes',
      t('Submodule {0}, not part of this change', path),
      shown.files,
    );
  }
  const opaque = files.filter(({ isOpaque }) => isOpaque).map((file) => file.path);
  if (opaque.length > 0) {
    void tellInfo(t('No text, or too long to be shown: {0}.', namedFew(opaque, t)));
  }
  return true;
}
