import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DependencyStore } from '../adapters/carry/dependencyStore';
import { explainOnDisk } from '../adapters/files/explainOnDisk';
import { sharedFolders } from '../adapters/process/dependencyLayers';
import { previewsIn } from '../adapters/process/overlayPreviews';
import { DiskIndexLocks } from '../adapters/git/process/diskIndexLocks';
import { processesIn } from '../adapters/process/processesIn';
import { findProgram } from '../adapters/process/sandbox';
import { triedSandbox } from '../adapters/process/triedSandbox';
import { openRepositoryRules } from '../adapters/store/diskApprovalRules';
import { RemovableDirectory } from '../adapters/store/removableDirectory';
import { freeBytes } from '../adapters/system/diskSpace';
import { NamedModels } from '../app/models/namedModels';
import { Removal } from '../app/worktrees/removal';
import { Repairs } from '../app/worktrees/repairs';
import { WorktreeCare } from '../app/worktrees/worktreeCare';
import type { CommandDeps, DraftOf, SetDraftOf } from '../commands/commandDeps';
import { storeFolder } from '../core/setup/dependencyFolders';
import { KeptModelNames } from '../host/keptValues';
import { PullDrafts } from '../host/pullDrafts';
import { PreviewDocuments } from '../host/previewDocuments';
import { readTeamRulesFolder } from '../adapters/store/teamRulesFolder';
import { readYaml } from './readYaml';
import type { Surfaces } from './surfaces';
import type { WindowServices } from './windowServices';

export function commandDepsOf(context: vscode.ExtensionContext, built: WindowServices, shown: Surfaces): CommandDeps {
  const { env } = process;
  const { services, connections, dataDirectory, git, carrier, clock, steadyClock } = built;
  const around = { home: os.homedir(), dataDirectory, codexHome: env['CODEX_HOME'] };
  return {
    ...built,
    ...shown,
    sandbox: () => triedSandbox(dataDirectory, env),
    freeBytes,
    names: new NamedModels(connections, new KeptModelNames(context.globalState)),
    rules: rulesIn(dataDirectory),
    approvalRules: approvalRulesIn(dataDirectory),
    previews: previewsOf(context, dataDirectory),
    ...pullDepsOf(context, built, shown),
    removal: new Removal({ ...built, ...services, data: new RemovableDirectory(dataDirectory) }),
    stored: new DependencyStore(storeFolder(dataDirectory), carrier),
    sharedFolders: sharedFolders(dataDirectory, carrier),
    repairs: new Repairs({ git, fleet: services.fleet, indexLocks: new DiskIndexLocks(processesIn) }),
    care: new WorktreeCare({ git, carrier, clock, steadyClock, processesIn, ...services, around }),
  };
}

function previewsOf({ subscriptions }: vscode.ExtensionContext, dataDirectory: string): CommandDeps['previews'] {
  const documents = new PreviewDocuments();
  subscriptions.push(documents.register());
  return { effects: previewsIn(dataDirectory, process.env), documents };
}

function pullDepsOf(
  { subscriptions }: vscode.ExtensionContext,
  { forge, files }: WindowServices,
  { pullWatch: watch }: Surfaces,
): Pick<CommandDeps, 'pulls' | 'pullDrafts' | 'forgeSignIn' | 'taskDir'> {
  const pullDrafts = new PullDrafts<DraftOf | SetDraftOf>();
  subscriptions.push(pullDrafts.register());
  const pulls = { ...forge.pulls, watch, known: watch.known };
  return { pulls, pullDrafts, forgeSignIn: forge.signIn, taskDir: (taskId) => files.taskDir(taskId) };
}

function approvalRulesIn(dataDirectory: string): CommandDeps['approvalRules'] {
  return (repository) => openRepositoryRules({ ...repository, dataDirectory, home: os.homedir() });
}

function rulesIn(dataDirectory: string): CommandDeps['rules'] {
  const userFolder = path.join(dataDirectory, 'rules');
  const teamFolder = () => readTeamRulesFolder(dataDirectory);
  return {
    userFolder,
    teamFolder,
    readYaml,
    async explain(root, file) {
      const ripgrep = await findProgram('rg', process.env['PATH']);
      return await explainOnDisk({ root, userFolder, teamFolder: await teamFolder(), ripgrep, readYaml }, file);
    },
  };
}
