/** Every command of the extension, without the prefix. A test compares the list with package.json. */
export const commandIds = [
  'newTask',
  'openAgentsWindow',
  'connectModel',
  'openTask',
  'openDiff',
  'reviewAll',
  'apply',
  'applySome',
  'undoApply',
  'bring',
  'handBack',
  'inbox',
  'answer',
  'previewEffect',
  'message',
  'stop',
  'retry',
  'changeModel',
  'editAndRun',
  'rename',
  'discard',
  'restore',
  'restoreCheckpoint',
  'forkTask',
  'copyBranchName',
  'openWorktree',
  'openTerminal',
  'openRepository',
  'initializeRepository',
  'explainRules',
  'showWorktrees',
  'cleanUpWorktrees',
  'chooseCarried',
  'convertRules',
  'doctor',
  'copyDiagnostics',
  'showLog',
] as const;

export type CommandId = (typeof commandIds)[number];

export const commandPrefix = 'backgroundAgents.';

/** Commands that only look. All others need a trusted workspace, whoever calls them. */
export const lookingCommands: ReadonlySet<CommandId> = new Set<CommandId>([
  'openAgentsWindow',
  'openTask',
  'openDiff',
  'reviewAll',
  'copyBranchName',
  'openRepository',
  'explainRules',
  'doctor',
  'copyDiagnostics',
  'showLog',
]);
