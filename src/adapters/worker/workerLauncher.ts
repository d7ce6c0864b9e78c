import * as fs from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Emitter } from '../../core/emitter';
import { TaskError } from '../../core/errors';
import type { Disposable, Log } from '../../core/ports';
import type { Launcher, RunnerLink } from '../../core/runnerPorts';
import type { RunnerCommand } from '../../protocol';
import { runnerExit, RunnerMessage } from '../../protocol';

/** Runs the runner's bundle in a thread of this process: its crash does not take the process with it. */
export class WorkerLauncher implements Launcher {
  /** A runner that was told to end has `stopGraceMs` to do so in order. */
  constructor(
    private readonly runnerPath: string,
    private readonly log: Log,
    private readonly stopGraceMs = 5_000,
  ) {}

  async launch(): Promise<RunnerLink> {
    try {
      await fs.access(this.runnerPath);
      const worker = new Worker(this.runnerPath, { name: 'runner', execArgv: [], stdout: true, stderr: true });
      return new WorkerLink(worker, this.log, this.stopGraceMs);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const hint = 'Install the extension again if this stays so.';
      throw new TaskError('runner-lost', `Cannot start the runner of tasks: ${why}.`, { cause: error, hint });
    }
  }
}

class WorkerLink implements RunnerLink {
  readonly exited: Promise<{ reason: string; expected: boolean }>;
  private readonly messages: Emitter<RunnerMessage>;
  private isStopping = false;

  constructor(
    private readonly worker: Worker,
    private readonly log: Log,
    private readonly stopGraceMs: number,
  ) {
    this.messages = new Emitter((error) => log.error('A listener for messages of the runner failed.', error));
    worker.on('message', (message: unknown) => this.receive(message));
    worker.on('messageerror', (error) => log.error('A message of the runner was lost.', error));
    worker.stderr.setEncoding('utf8').on('data', (text: string) => log.warn(`Runner: ${text.trimEnd()}`));
    worker.stdout.setEncoding('utf8').on('data', (text: string) => log.info(`Runner: ${text.trimEnd()}`));
    this.exited = new Promise((resolve) => {
      let reason: string | undefined;
      worker.on('error', (error: unknown) => {
        reason = error instanceof Error ? error.message : String(error);
        log.error('The runner failed.', error);
      });
      worker.on('exit', (code) => resolve({ reason: reason ?? `exit code ${code}`, expected: this.isStopping }));
    });
  }

  send(command: RunnerCommand): void {
    this.worker.postMessage(command);
  }

  onMessage(listener: (message: RunnerMessage) => void): Disposable {
    return this.messages.listen(listener);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.worker.postMessage(runnerExit);
    const grace = new AbortController();
    const patience = delay(this.stopGraceMs, undefined, { signal: grace.signal }).then(
      () => this.worker.terminate(),
      () => undefined,
    );
    await this.exited;
    grace.abort();
    await patience;
  }

  private receive(message: unknown): void {
    const parsed = RunnerMessage.safeParse(message);
    if (parsed.success) {
      this.messages.fire(parsed.data);
    } else {
      this.log.error('The runner sent what is not a message.', parsed.error);
    }
  }
}
