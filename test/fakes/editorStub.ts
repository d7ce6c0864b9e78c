// Stands for the module `vscode` where a test of the panels' host side runs without an editor: nothing is shown, and what
// would be run is written down.
const nothing = { dispose: () => undefined };

export const executed: unknown[][] = [];

export const workspace = {
  isTrusted: true,
  getConfiguration: () => ({ get: () => undefined }),
  onDidChangeConfiguration: () => nothing,
};

export const commands = {
  executeCommand: (...args: unknown[]) => {
    executed.push(args);
    return Promise.resolve();
  },
};

const message = () => Promise.resolve(undefined);
export const window = {
  showErrorMessage: message,
  showInformationMessage: message,
  showWarningMessage: message,
};

export const l10n = { bundle: {}, t: (text: string) => text };

export class CancellationError extends Error {}
