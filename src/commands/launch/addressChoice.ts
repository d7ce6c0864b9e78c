import * as vscode from 'vscode';
import { hasSecret, refusedUrl } from '../../core/worktrees/remoteUrl';
import { askText } from '../../host/askText';
import { showError } from '../../host/errorNotice';
import { withReports } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import type { TaskPlace } from './taskPlace';

/**
 * A repository by its address, cloned or brought up to date with figures and a way to stop it. Undefined when it was
 * closed, stopped, or did not come, which is told: what the person has written until then is not lost.
 */
export async function chooseAddress({ services, log }: CommandDeps): Promise<TaskPlace | undefined> {
  const url = await askText({
    title: t('Repository of the Task'),
    prompt: t('It is cloned into the data directory of Background Agents with your own git sign-in.'),
    placeHolder: 'https://host/owner/repository.git',
    validateInput: complaint,
  });
  const address = url?.trim();
  if (address === undefined || address === '') {
    return undefined;
  }
  try {
    const folder = await withReports(t('Getting the repository'), (report, signal) =>
      services.clones.open(address, { signal, onStep: report }),
    );
    return { folder, several: undefined, url: address };
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) {
      void showError(error, log);
    }
    return undefined;
  }
}

function complaint(text: string): string | undefined {
  const url = text.trim();
  if (url === '') {
    return undefined;
  }
  if (hasSecret(url)) {
    return t('Leave name and password out of the address; git’s own credential helper is asked.');
  }
  return refusedUrl(url) === null ? undefined : t('Write an https or ssh address of a repository.');
}
