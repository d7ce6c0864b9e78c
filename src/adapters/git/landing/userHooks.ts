import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { GitError } from '../../../core/errors';

const hookNames = ['pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'] as const;
type HookName = (typeof hookNames)[number];

/** Longer than this no hook is waited for. */
const longestMs = 30 * 60_000;
const graceMs = 500;
const shownOutput = 1_500;

/** Names of people that git takes from its environment. */
const identityNames = ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'];

/**
 * The environment that a person's own git would have here. The names of the repository stay out, so that git calls of a
 * hook, or of tests that it runs, find the repository by their folder, as they do in a commit from a terminal.
 */
function personEnv(): Record<string, string> {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const isOurs = (name: string): boolean => /^(GIT_|VSCODE_|ELECTRON_|BACKGROUND_AGENTS_)/.test(name);
  const kept = given.filter(([name]) => identityNames.includes(name) || !isOurs(name));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: ':', GIT_PAGER: 'cat' };
}

/** What a program that signs may need of it. */
export function signingEnv(): Record<string, string> {
  const wanted =
    /^(GNUPGHOME|GPG_\w+|SSH_AUTH_SOCK|SSH_AGENT_PID|SSH_ASKPASS(_REQUIRE)?|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS)$/;
  const env = personEnv();
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted.test(name) || identityNames.includes(name)));
}

/** The hooks of a commit that are there, and their folder in the checkout, if it is in there. Runs none of them. */
export async function findHooks(root: string): Promise<{ hooks: string[]; folder: string | null }> {
  const args = ['rev-parse', '--path-format=absolute', '--git-path', 'hooks'];
  const { code, output } = await runAsPerson(root, args);
  const folder = output.trim();
  if (code !== 0 || !isAbsolute(folder)) {
    return { hooks: [], folder: null };
  }
  const there = await Promise.all(hookNames.map((name) => isExecutable(join(folder, name))));
  return { hooks: hookNames.filter((_, at) => there[at]), folder: folderInside(root, folder) };
}

/** Of `.husky/_`, which calls what lies beside it, the folder is `.husky/`. */
function folderInside(root: string, folder: string): string | null {
  const path = relative(root, folder).split(sep).join('/');
  const isInside = path !== '' && !path.startsWith('../') && !isAbsolute(path) && !/^\.git(\/|$)/.test(path);
  return isInside ? `${path.replace(/\/_$/, '')}/` : null;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Runs a hook where there is one, as git runs it for a commit. Throws `hook-refused` with the end of what it printed. */
export async function runHook(
  root: string,
  name: HookName,
  { args = [], indexFile }: { args?: readonly string[]; indexFile: string },
): Promise<void> {
  const call = ['hook', 'run', '--ignore-missing', name, ...(args.length === 0 ? [] : ['--', ...args])];
  const { code, output } = await runAsPerson(root, call, { GIT_INDEX_FILE: indexFile });
  if (code !== 0) {
    const said = output.trim();
    const end = said.length > shownOutput ? `…${said.slice(-shownOutput)}` : said;
    throw new GitError('hook-refused', `Your ${name} hook refused the commit${end === '' ? '.' : `: ${end}`}`, {
      hint: 'Nothing was committed. Mend what it says, or commit without hooks.',
    });
  }
}

/** Its outcome means nothing to git either. */
export async function runPostCommit(root: string): Promise<void> {
  await runAsPerson(root, ['hook', 'run', '--ignore-missing', 'post-commit']);
}

/** The user's own git with all of their configuration, which is what hooks are for. Its output and errors as they came. */
function runAsPerson(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', root, ...args], {
      cwd: root,
      env: { ...personEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that a hook that hangs is ended with all that it started.
      detached: process.platform !== 'win32',
    });
    const end = setTimeout(() => endGroup(child.pid), longestMs);
    let output = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-200_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => reject(new GitError('failed', `Git could not be started: ${error.message}`)));
    const finish = (code: number | null): void => {
      clearTimeout(end);
      resolve({ code: code ?? 1, output });
    };
    child.on('close', finish);
    // What a hook leaves running in the background may hold the pipes open.
    child.on('exit', (code) => setTimeout(() => finish(code), graceMs));
  });
}

function endGroup(pid: number | undefined): void {
  if (pid !== undefined) {
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }
}
