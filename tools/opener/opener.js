'use strict';

const vscode = require('vscode');

const shown = 'shown';
/** The id of the task that npm start has queued. */
const firstTask = process.env.BACKGROUND_AGENTS_FIRST_TASK;

/** Once a window, so that a reload leaves everything where the person has put it. */
exports.activate = async function activate(context) {
  if (context.workspaceState.get(shown)) return;
  await context.workspaceState.update(shown, true);
  await vscode.commands.executeCommand('workbench.view.extension.backgroundAgents');
  await vscode.commands.executeCommand('backgroundAgents.openTask', firstTask);
};
