import type { Launcher, RunnerLink } from '../core/runnerPorts';
import type { RunnerOptions } from '../runner/openPorts';

/** Runs the tasks of a terminal in its own process. */
export class InProcessLauncher implements Launcher {
  constructor(private readonly options: RunnerOptions) {}

  async launch(): Promise<RunnerLink> {
    const { createRunner } = await import('../runner/createRunner');
    const runner = createRunner(this.options);
    let exit: (end: { reason: string; expected: boolean }) => void = () => undefined;
    const exited = new Promise<{ reason: string; expected: boolean }>((resolve) => (exit = resolve));
    return {
      send: (command) => runner.send(command),
      onMessage: (listener) => runner.onMessage(listener),
      exited,
      async stop() {
        await runner.stop();
        exit({ reason: 'it was stopped', expected: true });
      },
    };
  }
}
