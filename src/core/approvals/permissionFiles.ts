import { CliPermissions, type CommandRule, Permissions } from '../../protocol';
import { sandboxHosts } from '../network/sandboxFile';
import { readJsonc } from '../setup/readJsonc';
import { namesPlaces, noPlaces, type WantedPlaces, wantedPlaces } from '../sandbox/wantedPlaces';
import { plainCommands } from './plainCommands';

/** What one file allows and forbids. */
export interface FilePermissions {
  allow: CommandRule[];
  deny: CommandRule[];
  allowWrite: string[];
  denyWrite: string[];
  denyRead: string[];
  /** Hosts that commands may reach, and may not; the first each in one spelling. */
  allowHosts: string[];
  denyHosts: string[];
  /** Places beside the worktree that commands may see or write. */
  places: WantedPlaces;
  /** Something that it forbids could not be understood, so that no command is known to be allowed. */
  isUnsure: boolean;
  /** What of it counts for nothing, and why, as sentences. */
  unused: string[];
}

/** Files of Cursor that say what agents may do, below a home folder and at the top of a repository. */
export const permissionFiles = {
  user: ['.cursor/permissions.json', '.cursor/cli-config.json', '.cursor/sandbox.json'],
  repository: ['.cursor/permissions.json', '.cursor/cli.json', '.cursor/sandbox.json'],
} as const;

/** Reads the text of a file by its path. What it does not understand allows nothing. */
export function readPermissions(path: string, text: string): FilePermissions {
  const found: FilePermissions = {
    ...{ allow: [], deny: [], allowWrite: [], denyWrite: [], denyRead: [], allowHosts: [], denyHosts: [], unused: [] },
    ...{ isUnsure: false, places: noPlaces },
  };
  const json = parsed(text);
  if (json === undefined) {
    return { ...found, isUnsure: true, unused: [`${path} can’t be read as JSON, so every command is asked about.`] };
  }
  if (path.endsWith('sandbox.json')) {
    return readSandbox(path, json, readHosts(path, text, found));
  }
  return path.endsWith('permissions.json') ? readAllowlists(path, json, found) : readEntries(path, json, found);
}

function parsed(text: string): unknown {
  try {
    return readJsonc(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function readAllowlists(path: string, json: unknown, found: FilePermissions): FilePermissions {
  const file = Permissions.safeParse(json);
  if (!file.success) {
    found.unused.push(`${path} has not the form that is known, so nothing of it counts.`);
    return found;
  }
  const { terminalAllowlist = [], mcpAllowlist = [], autoRun } = file.data;
  terminalAllowlist.forEach((entry) => allowCommand(path, entry, found));
  if (mcpAllowlist.length > 0) {
    found.unused.push(`${path}: mcpAllowlist counts for nothing, because there are no MCP servers here yet.`);
  }
  if (autoRun !== undefined) {
    found.unused.push(`${path}: autoRun counts for nothing. What runs unasked is decided by rules, not by a model.`);
  }
  return found;
}

/** As they are judged, so that what is shown is what counts. */
function readHosts(path: string, text: string, found: FilePermissions): FilePermissions {
  const { allow, deny, unread } = sandboxHosts(text);
  const unused = unread.map((entry) => `${path}: ${JSON.stringify(entry)} is no host that can be allowed.`);
  return { ...found, allowHosts: allow, denyHosts: deny, unused: [...found.unused, ...unused] };
}

/** What a consent to exactly this text is kept under; one to hosts is apart from one to commands. */
export function consentKey(path: string, digest: string): string {
  return `${path.endsWith('sandbox.json') ? 'sandbox' : 'permissions'}-${digest}`;
}

/** All that has to be kept for a file to count; places are consented to apart from hosts, which could be allowed before. */
export function consentKeys({
  path,
  digest,
  permissions,
}: {
  path: string;
  digest: string;
  permissions: Pick<FilePermissions, 'places'>;
}): string[] {
  return [consentKey(path, digest), ...(namesPlaces(permissions.places) ? [`places-${digest}`] : [])];
}

/** Hosts and places can widen the sandbox, and a boundary can narrow it. */
function readSandbox(path: string, json: unknown, found: FilePermissions): FilePermissions {
  const given = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  if (given['type'] === 'workspace_readonly') {
    found.isUnsure = true;
    found.unused.push(`${path}: with the type workspace_readonly every command is asked about.`);
  }
  const others = Object.keys(given).filter(
    (key) => Object.hasOwn(whyUnused, key) && given[key] !== 'workspace_readonly',
  );
  found.places = wantedPlaces(given);
  found.unused.push(...others.map((key) => `${path}: ${key} counts for nothing. ${whyUnused[key] ?? ''}`));
  if (allowsByDefault(given['networkPolicy'])) {
    found.unused.push(`${path}: networkPolicy.default counts for nothing. What no list allows is asked about.`);
  }
  return found;
}

function allowsByDefault(policy: unknown): boolean {
  return typeof policy === 'object' && policy !== null && 'default' in policy && policy.default !== 'deny';
}

const whyUnused: Readonly<Record<string, string>> = {
  type: 'The sandbox writes the worktree, and only your own settings turn it off.',
  disableTmpWrite: 'The temporary folders of a command are its own and vanish with it.',
  enableSharedBuildCache: 'There is no shared cache.',
};

function readEntries(path: string, json: unknown, found: FilePermissions): FilePermissions {
  const file = CliPermissions.safeParse(json);
  if (!file.success) {
    found.isUnsure = true;
    found.unused.push(`${path} has not the form that is known, so every command is asked about.`);
    return found;
  }
  const { allow = [], deny = [] } = file.data.permissions ?? {};
  allow.forEach((entry) => allowEntry(path, entry, found));
  deny.forEach((entry) => denyEntry(path, entry, found));
  return found;
}

function allowEntry(path: string, entry: string, found: FilePermissions): void {
  const [kind, what] = partsOf(entry);
  if (kind === 'Shell') {
    allowCommand(path, what, found);
  } else if (kind === 'Write') {
    found.allowWrite.push(what);
  } else if (kind !== 'Read') {
    found.unused.push(`${path}: ${JSON.stringify(entry)} allows nothing here.`);
  }
}

function denyEntry(path: string, entry: string, found: FilePermissions): void {
  const [kind, what] = partsOf(entry);
  const words = kind === 'Shell' ? wordsOf(what) : null;
  if (words !== null) {
    found.deny.push({ words, match: 'prefix' });
  } else if (kind === 'Write') {
    found.denyWrite.push(what);
  } else if (kind === 'Read') {
    found.denyRead.push(what);
  } else if (kind === 'Shell' || kind === null) {
    found.isUnsure = true;
    found.unused.push(
      `${path}: what ${JSON.stringify(entry)} forbids is not understood, so every command is asked about.`,
    );
  } else {
    found.unused.push(`${path}: ${JSON.stringify(entry)} is about nothing that agents have here.`);
  }
}

function allowCommand(path: string, entry: string, { allow, unused }: FilePermissions): void {
  const words = wordsOf(entry);
  if (words === null) {
    unused.push(`${path}: ${JSON.stringify(entry)} allows nothing, because it is no beginning of a plain command.`);
  } else {
    allow.push({ words, match: 'prefix' });
  }
}

function partsOf(entry: string): [string | null, string] {
  const [, kind = null, what = ''] = /^(Shell|Read|Write|WebFetch|Mcp)\((.+)\)$/s.exec(entry.trim()) ?? [];
  return [kind, what.trim()];
}

/** `git status`, or `npm:install*`: the words of a command that others begin with. */
function wordsOf(entry: string): string[] | null {
  const [, program, args] = /^([^\s:/]+):(.*)$/s.exec(entry.trim()) ?? [];
  const text = program === undefined ? entry : `${program} ${args ?? ''}`;
  const reading = plainCommands(text.trim().replace(/\s*\*+$/, ''));
  const [only, ...others] = reading.kind === 'plain' ? reading.commands : [];
  if (only === undefined || others.length > 0 || only.redirects.length > 0) {
    return null;
  }
  const words = only.words.flatMap(({ value, hasGlob }) => (value === null || hasGlob ? [] : [value]));
  return words.length === only.words.length ? words : null;
}
