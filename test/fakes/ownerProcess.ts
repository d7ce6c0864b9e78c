import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { builtProgram } from './builtProgram';

const script = path.join(import.meta.dirname, '../fixtures/store/owner.ts');

/** A real process that wants to own a task; see the script. */
export class OwnerProcess {
  private readonly child;
  private readonly lines: AsyncIterator<string>;

  constructor(dataDir: string, taskId: string, mode: 'hold' | 'write' = 'hold') {
    this.child = spawn(process.execPath, [builtProgram(script), dataDir, taskId, mode], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.lines = readline.createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async line(): Promise<string> {
    const next = await this.lines.next();
    if (next.done === true) {
      throw new Error('The process ended.');
    }
    return next.value;
  }

  go(): void {
    this.child.stdin.write('go\n');
  }

  /** Ends it as a crash would, and resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
  }
}
