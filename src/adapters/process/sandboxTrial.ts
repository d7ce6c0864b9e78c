import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { EscapeAttempt } from '../../protocol';
import { relativeTo } from '../../core/files/paths';
import type { SandboxPlan } from '../../core/sandbox/sandboxPlan';
import { TrialMachine } from './trialMachine';

/** `complaint`: the sandbox could not be started, in the words of its program, or holds back what every command needs. */
export type TrialResult =
  { kind: 'complaint'; complaint: string } | { kind: 'tried'; proved: EscapeAttempt[]; failed: EscapeAttempt[] };

interface Trial {
  plan: SandboxPlan;
  platform: 'linux' | 'darwin';
  /** The command line in the sandbox, from which `scratch` is hidden and in which `temporary` can be written. */
  wrap: (argv: readonly string[], folders: { scratch: string; temporary: string }) => string[];
}

const trialMs = 10_000;
const attempts: readonly EscapeAttempt[] = ['outside', 'repository', 'secrets', 'network', 'processes'];

/**
 * Runs one command in the sandbox that tries to get out of it, and looks from outside at what came of that. It does no
 * harm where it succeeds: files that it makes are removed, those that are there are opened for writing and left as they are.
 */
export async function tryToEscape({ plan, platform, wrap }: Trial): Promise<TrialResult> {
  const folders = await Promise.all(['trial', 'tmp'].map(newFolder));
  const [scratch = '', temporary = ''] = folders;
  const machine = await TrialMachine.open(scratch, platform);
  const second = path.join(plan.worktree, newName());
  try {
    const files = await targetsOf(plan);
    const made = [...files.made, ...namesOf(second, platform)];
    const usable = path.join(temporary, 'usable');
    const tries = [...files.tries, ...machine.tries, ...(platform === 'darwin' ? [`usable make ${usable}`] : [])];
    const argv = [...shell(), script, second, ...tries];
    const { complaint, output } = await run(wrap(argv, { scratch, temporary }), plan.worktree);
    const failed = new Set(attempts.filter((attempt) => output.includes(`${attempt} `)));
    made.filter(([, file]) => existsSync(file)).forEach(([attempt]) => failed.add(attempt));
    if (machine.wasReached) {
      failed.add('network');
    }
    await Promise.all(made.map(([, file]) => fs.rm(file, { force: true })));
    if (complaint !== null || (platform === 'darwin' && !existsSync(usable))) {
      return { kind: 'complaint', complaint: complaint ?? 'a command can write no temporary folder in it.' };
    }
    const hasFailed = (attempt: EscapeAttempt) => failed.has(attempt);
    return {
      kind: 'tried',
      proved: attempts.filter((attempt) => !hasFailed(attempt)),
      failed: attempts.filter(hasFailed),
    };
  } finally {
    await machine.close();
    await Promise.all(folders.map((folder) => fs.rm(folder, { recursive: true, force: true })));
  }
}

async function newFolder(name: string): Promise<string> {
  return fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), `background-agents-${name}-`)));
}

function newName(): string {
  return `.background-agents-trial-${randomBytes(6).toString('hex')}`;
}

/** Second names of a hidden file, where hidden places are known by their paths. */
function namesOf(second: string, platform: Trial['platform']): [EscapeAttempt, string][] {
  return platform === 'darwin' ? ['link', 'clone'].map((way) => ['secrets', `${second}.${way}`]) : [];
}

/**
 * Only what the shell does by itself, so that it costs one process; on macOS a few more. `attempt way what`, and a line for
 * each success. The system call asks macOS for the arguments and the environment of another process.
 */
const script = `
procargs='my ($b, $n) = ("\\0" x 1048576, pack("Q", 1048576));
  exit(syscall(202, pack("i3", 1, 49, $ARGV[0]), 3, $b, $n, 0, 0) == 0 ? 0 : 1)'
for try in "$@"; do
  attempt=\${try%% *}; rest=\${try#* }; way=\${rest%% *}; what=\${rest#* }
  case $way in
    make) (: >"$what") ;;
    open) (: >>"$what") && echo "$attempt $what" ;;
    see) [ -e "$what" ] && echo "$attempt $what" ;;
    read) line=; { IFS= read -r line <"$what"; } ; [ -n "$line" ] && echo "$attempt $what" ;;
    link) /bin/ln "$what" "$0.link" ;;
    clone) /bin/cp -c "$what" "$0.clone" ;;
    signal) kill -0 "$what" && echo "$attempt $what" ;;
    arguments) case $OSTYPE in darwin*) /usr/bin/perl -e "$procargs" "$what" && echo "$attempt $what" ;; esac ;;
    connect) [ -n "$BASH_VERSION" ] && (: <>"/dev/tcp/127.0.0.1/$what") && echo "$attempt $what" ;;
    name) name=; { IFS= read -r name <"/proc/\${what%% *}/comm"; } ; [ "$name" = "\${what#* }" ] && echo "$attempt $what" ;;
  esac
done 2>/dev/null
if [ -e /proc/self/net/dev ]; then
  while IFS=' :' read -r name rest; do
    case $name in Inter-*|face|lo) ;; *) echo "network $name" ;; esac
  done </proc/self/net/dev
fi
echo done`;

function shell(): [string, string] {
  return [existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh', '-c'];
}

interface Targets {
  tries: string[];
  /** Files that are there afterwards only where the sandbox does not hold. */
  made: (readonly [EscapeAttempt, string])[];
}

async function targetsOf(policy: SandboxPlan): Promise<Targets> {
  const name = newName();
  const isOutside = (folder: string) => relativeTo(policy.worktree, folder) === null;
  const folders = [path.dirname(policy.worktree), os.homedir(), os.tmpdir()].filter(isOutside);
  const made: [EscapeAttempt, string][] = [...new Set(folders)].map((folder) => ['outside', path.join(folder, name)]);
  const tries: string[] = [];
  for (const place of policy.readOnly) {
    if (!(await fs.stat(place)).isDirectory()) {
      tries.push(`repository open ${place}`);
      continue;
    }
    made.push(['repository', path.join(place, name)]);
    for (const inside of ['config', 'config.worktree', 'HEAD', 'info/attributes']) {
      const file = path.join(place, inside);
      tries.push(...(existsSync(file) ? [`repository open ${file}`] : []));
    }
    const hooks = path.join(place, 'hooks');
    made.push(...(existsSync(hooks) ? [['repository', path.join(hooks, name)] as [EscapeAttempt, string]] : []));
  }
  tries.push(...policy.hiddenFiles.map((file) => `secrets read ${file}`), ...(await hiddenEntries(policy)));
  return { tries: [...tries, ...made.map(([attempt, file]) => `${attempt} make ${file}`)], made };
}

/** What macOS asks the person about when a program looks into it, or lets nobody look into. */
const guarded = /\/Library\/(?!Application Support$|Keychains$)[^/]+$/;

/** One entry of each hidden folder that has any which must not be seen. */
async function hiddenEntries({ hiddenFolders, readOnly, worktree }: SandboxPlan): Promise<string[]> {
  const isShown = (entry: string) => [worktree, ...readOnly].some((shown) => relativeTo(entry, shown) !== null);
  const found = await Promise.all(
    hiddenFolders
      .filter((folder) => !guarded.test(folder))
      .map(async (folder) => {
        const entry = (await namesIn(folder)).map((name) => path.join(folder, name)).find((file) => !isShown(file));
        return entry === undefined ? [] : [`secrets see ${entry}`];
      }),
  );
  return found.flat();
}

/** None of a folder that we may not read either. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return [];
    }
    throw error;
  }
}

function run(
  [program = '', ...argv]: readonly string[],
  cwd: string,
): Promise<{ complaint: string | null; output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: trialMs, env: {}, cwd, killSignal: 'SIGKILL' } as const;
    execFile(program, argv, options, (error, stdout, stderr) => {
      const isWhole = error === null && stdout.endsWith('done\n');
      resolve({ complaint: isWhole ? null : complaintOf(error, stderr), output: stdout });
    });
  });
}

function complaintOf(error: Error | null, stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const said = line.replace(/^(bwrap|sandbox-exec): /, '');
  return (said === '' ? (error?.message ?? 'its self-test did not come to its end') : said).slice(0, 300);
}
