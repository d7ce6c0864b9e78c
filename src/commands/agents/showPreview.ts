import * as vscode from 'vscode';
import { canPreview, previewEffect } from '../../app/worktrees/previewEffect';
import { oneLine, requestSubject } from '../../core/labels/labels';
import { previewSentences } from '../../core/labels/previewLabel';
import { tellInfo, withCancellation } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from './taskArgument';

/** Tries out the command that a task waits for, on a copy, and opens what it would change in the diff editor. */
export async function showPreview(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, canPreview);
  if (view?.state.kind !== 'waiting') {
    return;
  }
  const subject = oneLine(requestSubject(view.state.request, t), 60);
  const preview = await withCancellation(t('Trying out on a copy: {0}', subject), (signal) =>
    previewEffect({ previews: deps.previews.effects, git: deps.git }, view, signal),
  );
  const shown = deps.previews.documents.show(preview);
  if (shown.files.length > 0) {
    await vscode.commands.executeCommand('vscode.changes', t('What it would change: {0}', subject), shown.files);
  }
  const showOutput = t('Show Output');
  const chosen = await tellInfo(previewSentences(preview, t).join(' '), showOutput);
  if (chosen === showOutput) {
    await vscode.window.showTextDocument(shown.output, { preview: true });
  }
}
