import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as path from 'node:path';

const cliPath = path.join(import.meta.dirname, '../../dist/cli.mjs');

export interface CliResult {
  status: number | null;
  out: string;
  err: string;
}

/** The built command line with a data directory of its own. */
export class Cli {
  private readonly started = new Set<CliRun>();

  constructor(
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  /** The same in another environment. */
  with(env: Readonly<Record<string, string>>): Cli {
    return new Cli(this.dataDir, { ...this.env, ...env });
  }

  /** Runs a command to its end. */
  run(...argv: string[]): Promise<CliResult> {
    return this.start(...argv).ended;
  }

  start(...argv: string[]): CliRun {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, ...this.env, BACKGROUND_AGENTS_HOME: this.dataDir };
    const run = new CliRun(spawn(process.execPath, [cliPath, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    this.started.add(run);
    return run;
  }

  /** What a command prints with `--json`. */
  async json(...argv: string[]): Promise<unknown> {
    const { status, out, err } = await this.run(...argv, '--json');
    if (status !== 0) {
      throw new Error(`${argv.join(' ')} ended with ${status}: ${err}`);
    }
    return JSON.parse(out);
  }

  /** The id of the newest task. */
  async newest(): Promise<string> {
    const [task] = (await this.json('list')) as { id: string }[];
    if (task === undefined) {
      throw new Error('There is no task.');
    }
    return task.id;
  }

  /** Ends what still runs. */
  async stop(): Promise<void> {
    await Promise.all([...this.started].map((run) => run.kill()));
  }
}

/** One command that runs. */
export class CliRun {
  readonly ended: Promise<CliResult>;
  private out = '';
  private err = '';
  private readonly readers = new Set<() => void>();

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
      this.readers.forEach((reader) => reader());
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
      this.readers.forEach((reader) => reader());
    });
    this.ended = new Promise((resolve) =>
      child.once('close', (status) => {
        resolve({ status, out: this.out, err: this.err });
        this.readers.forEach((reader) => reader());
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when the text was printed, on either stream; rejects when the command ends without. */
  async printed(text: string): Promise<void> {
    const isThere = (): boolean => `${this.out}\n${this.err}`.includes(text);
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (isThere()) {
          this.readers.delete(check);
          resolve();
        }
      };
      this.readers.add(check);
      check();
      void this.ended.then(({ out, err }) => {
        if (!isThere()) {
          reject(new Error(`It ended without printing “${text}”:\n${out}\n${err}`));
        }
      });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
    }
    await this.ended;
  }
}
