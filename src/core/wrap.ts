import { relativeTo } from './files/paths';
import type { SandboxPlan } from './sandbox/sandboxPlan';

/** The plan as bubblewrap carries it out. */
export interface SandboxPolicy extends SandboxPlan {
  /** The bubblewrap program. */
  bubblewrap: string;
  /** Files that a command finds in the place of others, read-only. */
  covers?: readonly { from: string; at: string }[];
  network: boolean;
  /** What each temporary folder may hold; memory of the machine unless given. */
  temporaryMb?: number | undefined;
  /** A folder of sockets, and where a command without network finds it, below a temporary folder. */
  gate?: { folder: string; at: string };
}

const temporary = ['/tmp', '/var/tmp'];

/**
 * The command line that runs `argv` in a sandbox of bubblewrap: the system read-only, secrets hidden, processes and
 * (unless allowed) the network apart, no privileges. It ends with whoever started it, and with it all its processes.
 * A later mount lies over an earlier one, so the order is: hide, then show what is needed, then protect.
 */
export function wrap(argv: readonly string[], policy: SandboxPolicy): string[] {
  const { worktree } = policy;
  const isAbove = (path: string) => relativeTo(path, worktree) !== null && path !== worktree;
  const bind = (path: string) => ['--ro-bind', path, path];
  const size = policy.temporaryMb === undefined ? [] : ['--size', String(policy.temporaryMb * 1024 * 1024)];
  return [
    policy.bubblewrap,
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...temporary.flatMap((path) => [...size, '--tmpfs', path]),
    ...(policy.narrowed ?? []).flatMap((path) => ['--tmpfs', path]),
    ...(policy.reads ?? []).flatMap(bind),
    ...(policy.writes ?? []).flatMap((path) => ['--bind', path, path]),
    ...policy.hiddenFolders.flatMap((path) => ['--tmpfs', path]),
    ...policy.hiddenFiles.flatMap((path) => ['--dev-bind', '/dev/null', path]),
    ...policy.readOnly.filter(isAbove).flatMap(bind),
    ...['--bind', worktree, worktree],
    ...(policy.gate === undefined ? [] : ['--ro-bind', policy.gate.folder, policy.gate.at]),
    ...policy.readOnly.filter((path) => !isAbove(path)).flatMap(bind),
    ...(policy.covers ?? []).flatMap(({ from, at }) => ['--ro-bind', from, at]),
    '--unshare-all',
    ...(policy.network ? ['--share-net'] : []),
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--chdir', worktree, '--'],
    ...argv,
  ];
}

/** In the library of a home folder on macOS. */
const ofLibrary = [
  ...['Keychains', 'Cookies', 'Safari', 'Mail', 'Messages', 'Accounts', 'IdentityServices', 'Containers'],
  ...['Group Containers', 'HTTPStorages', 'WebKit', 'Preferences/pypoetry', 'Mobile Documents'],
];
const ofApplications = [
  ...['Google/Chrome', 'Chromium', 'BraveSoftware', 'Microsoft Edge', 'Firefox', 'Arc', 'Vivaldi', 'Code', 'Cursor'],
  ...['Code - Insiders', 'VSCodium', 'Claude', '1Password', 'Bitwarden', 'com.apple.TCC', 'doctl', 'pypoetry'],
];

/** Places below the home folder that hold keys, tokens or sessions. */
export const secretsOfHome: readonly string[] = [
  ...['.ssh', '.aws', '.azure', '.gnupg', '.kube', '.docker', '.password-store', '.mozilla', '.vault-token'],
  ...['.config/gh', '.config/gcloud', '.config/git/credentials', '.config/op', '.config/rclone', '.config/doctl'],
  ...['.config/google-chrome', '.config/chromium', '.config/Code', '.config/Code - Insiders', '.config/VSCodium'],
  ...['.local/share/keyrings', '.local/share/code-server', '.vscode-server', '.vscode-server-insiders'],
  ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.netrc', '.pypirc', '.git-credentials', '.pgpass', '.my.cnf'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.gem/credentials', '.terraform.d', '.bash_history'],
  ...['.zsh_history', '.zsh_sessions', '.node_repl_history', '.psql_history'],
  ...['.claude', '.claude.json', '.codex', '.cursor'],
  ...ofLibrary.map((name) => `Library/${name}`),
  ...ofApplications.map((name) => `Library/Application Support/${name}`),
];

/** Places of the system through which a process could leave the sandbox, or another user's secrets be read. */
export const secretsOfSystem: readonly string[] = [
  '/run/docker.sock',
  '/private/var/run/docker.sock',
  '/Library/Keychains',
  '/run/podman',
  '/run/containerd',
  '/run/user',
  '/run/dbus',
  '/etc/shadow',
  '/etc/gshadow',
];
