import * as vscode from 'vscode';
import { TaskError } from '../core/errors';
import type { Log } from '../core/ports';
import { commandIds, commandPrefix, lookingCommands } from './commandIds';
import type { CommandId } from './commandIds';
import { showError } from './errorNotice';
import { t } from './translate';

/**
 * What a command does. The argument comes from whoever calls it: a menu, a key, another extension; `selected` from a tree in
 * which several rows are selected.
 */
export type CommandHandlers = Record<CommandId, (argument: unknown, selected?: unknown) => Promise<void> | void>;

/** Registers every command, each exactly once. An error becomes one notification with its fix. */
export function registerCommands(handlers: () => Promise<CommandHandlers>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(`${commandPrefix}${id}`, async (argument: unknown, selected?: unknown) => {
        try {
          requireTrust(id);
          await (await handlers())[id](argument, selected);
        } catch (error) {
          await showError(error, log);
        }
      }),
    ),
  );
}

/** Runs a command of ours as the palette would. Resolves when it is done; its errors were shown. */
export async function runCommand(id: CommandId, argument?: unknown): Promise<void> {
  await vscode.commands.executeCommand(`${commandPrefix}${id}`, argument);
}

function requireTrust(id: CommandId): void {
  if (!lookingCommands.has(id)) {
    requireTrustedWorkspace();
  }
}

/** Throws `TaskError('untrusted')` in Restricted Mode. */
export function requireTrustedWorkspace(): void {
  if (!vscode.workspace.isTrusted) {
    throw new TaskError('untrusted', t('Nothing was done, because this window is in Restricted Mode.'), {
      hint: t('Trust the folder to work with agents in it.'),
    });
  }
}
