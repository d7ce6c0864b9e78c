import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { EscapeAttempt } from '../../protocol';
import { relativeTo } from '../../core/files/paths';
import { type SandboxPolicy, wrap } from '../../core/wrap';

/** `complaint`: the sandbox could not be started, in the words of bubblewrap. */
export type TrialResult =
  { kind: 'complaint'; complaint: string } | { kind: 'tried'; proved: EscapeAttempt[]; failed: EscapeAttempt[] };

const trialMs = 10_000;
const attempts: readonly EscapeAttempt[] = ['outside', 'repository', 'secrets', 'network', 'processes'];

/**
 * Runs one command in the sandbox that tries to get out of it, and looks from outside at what came of that. It does no
 * harm where it succeeds: files that it makes are removed, those that are there are opened for writing and left as they are.
 */
export async function tryToEscape(policy: SandboxPolicy): Promise<TrialResult> {
  const scratch = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'background-agents-trial-')));
  const machine = await Machine.open(scratch);
  try {
    const files = await targetsOf(policy);
    const tries = [...files.tries, ...machine.tries];
    const trial = { ...policy, network: false, hiddenFolders: [...policy.hiddenFolders, scratch] };
    const { complaint, output } = await run(wrap([...shell(), script, 'trial', ...tries], trial));
    if (complaint !== null) {
      return { kind: 'complaint', complaint };
    }
    const failed = new Set(attempts.filter((attempt) => output.includes(`${attempt} `)));
    for (const [attempt, file] of files.made) {
      if (existsSync(file)) {
        failed.add(attempt);
      }
    }
    if (machine.wasReached) {
      failed.add('network');
    }
    await Promise.all(files.made.map(([, file]) => fs.rm(file, { force: true })));
    const hasFailed = (attempt: EscapeAttempt) => failed.has(attempt);
    return {
      kind: 'tried',
      proved: attempts.filter((attempt) => !hasFailed(attempt)),
      failed: attempts.filter(hasFailed),
    };
  } finally {
    await machine.close();
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** Only what the shell does by itself, so that it costs one process. `attempt way what`, and a line for each success. */
const script = `
for try in "$@"; do
  attempt=\${try%% *}; rest=\${try#* }; way=\${rest%% *}; what=\${rest#* }
  case $way in
    make) (: >"$what") ;;
    open) (: >>"$what") && echo "$attempt $what" ;;
    see) [ -e "$what" ] && echo "$attempt $what" ;;
    read) line=; { IFS= read -r line <"$what"; } ; [ -n "$line" ] && echo "$attempt $what" ;;
    connect) [ -n "$BASH_VERSION" ] && (: <>"/dev/tcp/127.0.0.1/$what") && echo "$attempt $what" ;;
    name) name=; { IFS= read -r name <"/proc/\${what%% *}/comm"; } ; [ "$name" = "\${what#* }" ] && echo "$attempt $what" ;;
  esac
done 2>/dev/null
while IFS=' :' read -r name rest; do
  case $name in Inter-*|face|lo) ;; *) echo "network $name" ;; esac
done </proc/self/net/dev
echo done`;

function shell(): [string, string] {
  return [existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh', '-c'];
}

/** A server, a canary and a process that only the machine has. */
class Machine {
  wasReached = false;

  private constructor(
    private readonly server: net.Server,
    readonly tries: readonly string[],
  ) {}

  static async open(scratch: string): Promise<Machine> {
    const canary = path.join(scratch, 'canary');
    await fs.writeFile(canary, 'canary\n', { mode: 0o600 });
    const server = net.createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.unref();
    const { port } = server.address() as net.AddressInfo;
    const name = (await fs.readFile(`/proc/${process.pid}/comm`, 'utf8')).trimEnd();
    const machine = new Machine(server, [
      `secrets read ${canary}`,
      `network connect ${port}`,
      `processes name ${process.pid} ${name}`,
    ]);
    server.on('connection', (socket) => {
      machine.wasReached = true;
      socket.destroy();
    });
    return machine;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

interface Targets {
  tries: string[];
  /** Files that are there afterwards only where the sandbox does not hold. */
  made: (readonly [EscapeAttempt, string])[];
}

async function targetsOf(policy: SandboxPolicy): Promise<Targets> {
  const name = `.background-agents-trial-${randomBytes(6).toString('hex')}`;
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

/** One entry of each hidden folder that has any which must not be seen. */
async function hiddenEntries({ hiddenFolders, readOnly, worktree }: SandboxPolicy): Promise<string[]> {
  const isShown = (entry: string) => [worktree, ...readOnly].some((shown) => relativeTo(entry, shown) !== null);
  const found = await Promise.all(
    hiddenFolders.map(async (folder) => {
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

function run([program = '', ...argv]: readonly string[]): Promise<{ complaint: string | null; output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: trialMs, env: {}, killSignal: 'SIGKILL' } as const;
    execFile(program, argv, options, (error, stdout, stderr) => {
      const isWhole = error === null && stdout.endsWith('done\n');
      resolve({ complaint: isWhole ? null : complaintOf(error, stderr), output: stdout });
    });
  });
}

function complaintOf(error: Error | null, stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const said = line.replace(/^bwrap: /, '');
  return (said === '' ? (error?.message ?? 'its self-test did not come to its end') : said).slice(0, 300);
}
