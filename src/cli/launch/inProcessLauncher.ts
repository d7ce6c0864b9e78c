import { needsKey } from '../../core/models/modelCatalog';
import type { Launcher, RunnerLink } from '../../core/runnerPorts';
import type { ModelRef } from '../../protocol';
import type { RunnerOptions } from '../../runner/openPorts';

/** Runs the tasks of a terminal in its own process. */
export class InProcessLauncher implements Launcher {
  constructor(private readonly options: RunnerOptions) {}

  /** Begins to load what the first task needs. What goes wrong here is told by `launch`. */
  warm(model: ModelRef | null, apiKey: string | undefined): void {
    import('../../runner/createRunner').catch(() => undefined);
    // The models of an editor are reached through a window, so there is nothing to load for them.
    if (model !== null && model.provider !== 'vscode-lm' && (apiKey !== undefined || !needsKey(model))) {
      this.options.createModel(model, apiKey).prepare?.();
    }
  }

  async launch(): Promise<RunnerLink> {
    const { createRunner } = await import('../../runner/createRunner');
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
