// Stands for the module `vscode` where a test of the panels' host side runs without an editor: nothing is shown, and what
// would be run is written down.
const nothing = { dispose: () => undefined };

export const executed: unknown[][] = [];

export const workspace = {
  isTrusted: true,
  workspaceFolders: [] as { uri: { fsPath: string; scheme?: string } }[],
  onDidChangeWorkspaceFolders: () => nothing,
  getConfiguration: () => ({ get: () => undefined }),
  onDidChangeConfiguration: () => nothing,
};

export const commands = {
  executeCommand: (...args: unknown[]) => {
    executed.push(args);
    return Promise.resolve();
  },
};

/** What notifications and dialogs said. */
export const said: string[] = [];

const message = (text: string, options?: { detail?: string }) => {
  said.push(text, ...(options?.detail === undefined ? [] : [options.detail]));
  return Promise.resolve(undefined);
};

type Participant = (request: { prompt: string; command?: string }, context: unknown, stream: unknown) => void;

/** What answers in the Chat view. */
export const participants: Participant[] = [];

export const chat = {
  createChatParticipant: (_: string, participant: Participant) => {
    participants.push(participant);
    return { ...nothing };
  },
};

export const lm = { selectChatModels: () => Promise.resolve([]) };

/** Items of the status bar, as they are shown. */
export const statusItems: Record<string, unknown>[] = [];

export const window = {
  showErrorMessage: message,
  showInformationMessage: message,
  showWarningMessage: message,
  withProgress: ({ title }: { title: string }) => message(title),
  createStatusBarItem: () => {
    const item = { show: () => undefined, hide: () => undefined, dispose: () => undefined };
    statusItems.push(item);
    return item;
  },
};

/** As VS Code does it: what is appended as text can be no markdown, also no link and no icon. */
export class MarkdownString {
  isTrusted: unknown;
  supportHtml: boolean | undefined;

  constructor(
    public value = '',
    readonly supportThemeIcons = false,
  ) {}

  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&').replace(/\n+/g, '\n\n');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState: number,
  ) {}
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');

  constructor(readonly id: string) {}
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class EventEmitter {
  readonly event = () => nothing;
}

export const Disposable = {
  from: (...all: { dispose(): unknown }[]) => ({ dispose: () => all.forEach((each) => void each.dispose()) }),
};

interface UriParts {
  scheme: string;
  path?: string;
  query?: string;
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;

  get fsPath(): string {
    return this.path;
  }

  private constructor({ scheme, path = '', query = '' }: UriParts) {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }

  static from(parts: UriParts): Uri {
    return new Uri(parts);
  }

  static joinPath({ scheme, path = '' }: UriParts, ...names: string[]): Uri {
    return new Uri({ scheme, path: [path, ...names].join('/') });
  }

  toString(): string {
    return `${this.scheme}:${this.path}${this.query === '' ? '' : `?${this.query}`}`;
  }
}

export const FileSystemError = {
  FileNotFound: (uri: unknown) => new Error(`not found: ${String(uri)}`),
  NoPermissions: (uri: unknown) => new Error(`no permissions: ${String(uri)}`),
};

export const FileType = { File: 1 };
export const FilePermission = { Readonly: 1 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1 };
export const TreeItemCheckboxState = { Unchecked: 0, Checked: 1 };
export const QuickPickItemKind = { Separator: -1 };
export const StatusBarAlignment = { Left: 1 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const env = { language: 'en' };

export const l10n = {
  bundle: {},
  t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)])),
};

export class CancellationError extends Error {}
