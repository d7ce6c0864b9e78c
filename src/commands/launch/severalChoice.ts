import * as path from 'node:path';
import * as vscode from 'vscode';
import { GitError } from '../../core/errors';
import { plainText } from '../../core/labels/plainText';
import { multiRepoFile } from '../../core/repositories/multiRepoFile';
import { t } from '../../host/translate';
import type { Task } from '../../protocol';
import { chooseAddress } from './addressChoice';
import type { CommandDeps } from '../commandDeps';
import { askFolder, repositoryFolders } from './folderChoice';
import type { TaskPlace } from './taskPlace';

type Pick = vscode.QuickPickItem & { open(): Promise<TaskPlace | undefined> };

/**
 * The folder, or where that is no repository but says which belong together, all of those. Throws where they can't be, and
 * where it is neither, before anything else is asked.
 */
async function usualPlace({ services }: CommandDeps, folder: string): Promise<TaskPlace> {
  try {
    await services.drafts.proposeCheck(folder);
    return { folder, several: undefined };
  } catch (error) {
    const isNone = error instanceof GitError && error.reason === 'not-a-repository';
    if (!isNone || (await services.joined.find(folder)) === null) {
      throw error;
    }
    return { folder, several: await services.joined.open(folder) };
  }
}

/** As `usualPlace`, of the folder that a person is in. In a window without one they choose where the task works. */
export async function askPlace(deps: CommandDeps): Promise<TaskPlace | undefined> {
  const folder = repositoryFolders().length === 0 ? undefined : await askFolder();
  return folder === undefined ? choosePlace(deps) : usualPlace(deps, folder);
}

/** Where the task of a form that is filled in again worked. */
export async function placeOf({ services }: CommandDeps, { repos, joined }: Task): Promise<TaskPlace> {
  return {
    folder: joined?.folder ?? repos[0].root,
    several: joined === undefined ? undefined : await services.joined.again(joined),
    url: repos[0].url,
  };
}

/** Undefined when nothing was chosen. Throws where the repositories can't be worked on together. */
export async function choosePlace(deps: CommandDeps): Promise<TaskPlace | undefined> {
  const { joined } = deps.services;
  const folders = repositoryFolders().map(({ uri }) => uri.fsPath);
  const one = folders.map((folder): Pick => {
    const open = () => Promise.resolve({ folder, several: undefined });
    return { label: plainText(path.basename(folder)), description: plainText(path.dirname(folder)), open };
  });
  const files = await Promise.all(folders.map((folder) => joined.find(folder)));
  const holders = [...new Set(files.flatMap((found) => found?.folder ?? []))];
  const named = holders.map((folder): Pick => {
    const open = async () => ({ folder, several: await joined.open(folder) });
    const label = t('All repositories of {0}', plainText(path.basename(folder)));
    return { label: `$(repo-forked) ${label}`, description: multiRepoFile, open };
  });
  const [first] = folders;
  const whole: Pick[] =
    first === undefined || folders.length < 2 || holders.length > 0
      ? []
      : [
          {
            label: `$(repo-forked) ${t('All folders of this window')}`,
            description: t('one task over {0} repositories', folders.length),
            open: async () => ({ folder: first, several: await joined.together(folders) }),
          },
        ];
  const byAddress: Pick = {
    label: `$(repo-clone) ${t('A Repository by Its Address…')}`,
    description: t('https or ssh'),
    open: () => chooseAddress(deps),
  };
  const picked = await vscode.window.showQuickPick([...one, ...named, ...whole, byAddress, ...opening(folders)], {
    title: t('Folder of the Task'),
    placeHolder: t('Where the task works'),
    ignoreFocusOut: true,
  });
  return picked?.open();
}

/** In a window without a folder. The window that it opens begins anew. */
function opening(folders: readonly string[]): Pick[] {
  const open = async (): Promise<undefined> => {
    await vscode.commands.executeCommand('vscode.openFolder');
  };
  return folders.length > 0 ? [] : [{ label: `$(folder-opened) ${t('Open Folder…')}`, open }];
}
