import * as vscode from 'vscode';
import { AppError } from '../core/errors';
import type { Log } from '../core/ports';
import { tellError } from './messages';
import { t } from './translate';

interface Fix {
  label: string;
  command: string;
}

/** Tells an error once: what was stopped, why, what to do, with the fix as a button. */
export async function showError(error: unknown, log: Log): Promise<void> {
  if (isCancelled(error)) {
    return;
  }
  log.error(error instanceof Error ? error.message : String(error), error);
  const fix = fixFor(error);
  const chosen = await tellError(errorSentence(error), fix.label);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(fix.command);
  }
}

/** Message and hint in one line. */
export function errorSentence(error: unknown): string {
  if (error instanceof AppError) {
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return t('That did not work: {0}', message);
}

function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}

function fixFor(error: unknown): Fix {
  const fixes: Record<string, Fix> = {
    model: { label: t('Connect a Model'), command: 'backgroundAgents.connectModel' },
    'git:missing': { label: t('Doctor'), command: 'backgroundAgents.doctor' },
    'git:too-old': { label: t('Doctor'), command: 'backgroundAgents.doctor' },
    'git:not-a-repository': {
      label: t('Initialize Git Repository'),
      command: 'backgroundAgents.initializeRepository',
    },
    'git:worktree-missing': { label: t('Repair…'), command: 'backgroundAgents.repair' },
    'git:locked': { label: t('Repair…'), command: 'backgroundAgents.repair' },
    'task:untrusted': { label: t('Manage Workspace Trust'), command: 'workbench.trust.manage' },
  };
  const log = { label: t('Show Log'), command: 'backgroundAgents.showLog' };
  if (!(error instanceof AppError)) {
    return log;
  }
  return fixes[`${error.domain}:${String(error.reason)}`] ?? fixes[error.domain] ?? log;
}
