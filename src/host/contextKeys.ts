import * as vscode from 'vscode';

/** Every context key that package.json's `when` clauses name. */
interface ContextKeys {
  hasModel: boolean;
  hasTasks: boolean;
  hasWaiting: boolean;
  /** No task begins, and no agent asks its model. */
  isPaused: boolean;
  /** The list of agents leaves some out. */
  isFiltered: boolean;
  /** The active editor shows a side of an agent's diff. */
  isReviewing: boolean;
  /** A secret is kept for tasks. */
  hasSecrets: boolean;
  /** A folder of this window is the worktree of an agent. */
  hasWorktree: boolean;
  /** Of the open folders: `unusable` when git is missing or too old. */
  repository: 'found' | 'none' | 'unusable';
}

const told = new Map<string, unknown>();

export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (told.get(key) !== value) {
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', `backgroundAgents.${key}`, value);
  }
}
