import * as vscode from 'vscode';
import type { Services } from './app/services';
import { commandDepsOf } from './composition/commandDepsOf';
import { showSurfaces } from './composition/surfaces';
import { windowServices } from './composition/windowServices';
import { commandHandlers } from './commands/commandHandlers';
import { registerCommands } from './host/commandRegistrar';
import type { CommandHandlers } from './host/commandRegistrar';
import { showError } from './host/errorNotice';
import { OutputLog } from './host/outputLog';
import { AgentDiffDocuments } from './providers/agentDiffDocuments';
import { AgentHunkDocuments } from './providers/agentHunkDocuments';
import { tellIgnoredSettings } from './providers/settingsNotice';
import { registerTaskLinks } from './providers/taskLinks';

let fleet: Services['fleet'] | undefined;

/** Commands are there at once and wait for the rest; why the rest could not start is said by each of them. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = new OutputLog();
  const started = start(context, log);
  context.subscriptions.push(
    log,
    registerCommands(async () => (await started).handlers, log),
    registerTaskLinks(log),
    tellIgnoredSettings(context.workspaceState, log),
    new AgentDiffDocuments(async () => (await started).services).register(),
    new AgentHunkDocuments(async () => (await started).services).register(),
  );
  await started.catch((error: unknown) => void showError(error, log));
}

/** Lets go of the tasks, so that another window can take them up at once. */
export async function deactivate(): Promise<void> {
  await fleet?.dispose();
}

interface Started {
  services: Services;
  handlers: CommandHandlers;
}

async function start(context: vscode.ExtensionContext, log: OutputLog): Promise<Started> {
  const built = await windowServices(context, log);
  fleet = built.services.fleet;
  const shown = await showSurfaces(context, built);
  return { services: built.services, handlers: commandHandlers(commandDepsOf(context, built, shown)) };
}
