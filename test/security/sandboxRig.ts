import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import type { CommandResult } from '../../src/core/worktrees/worktreePorts';
import type { SandboxLimits } from '../../src/protocol';

// Not below /tmp, which the sandbox replaces: what is hidden has to be hidden for its own sake.
const parent = path.join(os.homedir(), '.cache', 'background-agents-dev');

interface How {
  signal?: AbortSignal;
  timeoutMs?: number;
  onOutput?: () => void;
}

/** A repository with a worktree, a home with secrets and the places of other tasks, all on the disk. */
export class SandboxRig {
  readonly folder: string;
  readonly home: string;
  readonly repo: string;
  readonly worktree: string;
  readonly taskId: string;

  constructor(name: string) {
    fs.mkdirSync(parent, { recursive: true });
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(parent, `${name}-`)));
    this.taskId = path.basename(this.folder).toUpperCase();
    [this.home, this.repo] = [this.at('home'), this.at('repo')];
    this.worktree = this.at('data', 'worktrees', 'wt');
    for (const folder of ['home/.ssh', 'repo', 'data/tasks/other', 'data/worktrees/other']) {
      fs.mkdirSync(this.at(folder), { recursive: true });
    }
    fs.writeFileSync(this.at('home/.ssh/id_ed25519'), 'canary');
    fs.writeFileSync(this.at('data/tasks/other/events.jsonl'), 'canary');
    this.git('init', '--quiet', '--initial-branch', 'main');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'first');
    this.git('worktree', 'add', '--quiet', this.worktree);
  }

  at(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  git(...argv: string[]): string {
    const names = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
    return execFileSync('git', [...names, ...argv], { cwd: this.repo, encoding: 'utf8' });
  }

  get sandbox() {
    return {
      isolation: 'sandbox' as const,
      worktree: this.worktree,
      readOnly: [this.at('repo', '.git'), this.at('repo', '.git', 'worktrees', 'wt')],
      hidden: [this.at('data', 'tasks'), this.at('data', 'worktrees')],
      env: { ...process.env, HOME: this.home },
    };
  }

  open(limits?: SandboxLimits, worktree = this.worktree): Promise<ShellCommands> {
    const more = limits === undefined ? {} : { limits };
    return ShellCommands.open({ ...this.sandbox, taskId: this.taskId, worktree, ...more });
  }

  async run(command: string, { limits, ...how }: How & { limits?: SandboxLimits } = {}): Promise<CommandResult> {
    return this.runIn(await this.open(limits), command, how);
  }

  async runIn(commands: ShellCommands, command: string, how: How = {}): Promise<CommandResult> {
    const result = await commands.run(command, {
      network: false,
      signal: how.signal ?? new AbortController().signal,
      timeoutMs: how.timeoutMs ?? 60_000,
      onOutput: () => how.onOutput?.(),
      outputFile: this.at('out.log'),
    });
    return { ...result, durationMs: 0 };
  }

  /** Processes of the machine that carry the task's mark. */
  survivors(): string[] {
    return fs.readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && fs.readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.taskId);
      } catch (error) {
        return error instanceof Error && !('code' in error);
      }
    });
  }

  dispose(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
