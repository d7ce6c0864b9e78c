import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ProcessError } from '../../core/errors';
import type { EffectPreview, EffectPreviews, PreviewRequest } from '../../core/previewPorts';
import type { CommandResult } from '../../core/worktrees/worktreePorts';
import { DependencyLayers } from './dependencyLayers';
import { differencesOf } from './overlayDifferences';
import { asOneself, findMounting } from './mounting';
import { ShellCommands } from './shellCommands';

/** Those of tasks in a data directory, from which they keep commands away. */
export function previewsIn(dataDirectory: string, env: Readonly<NodeJS.ProcessEnv>): EffectPreviews {
  const below = (name: string) => path.join(dataDirectory, name);
  return new OverlayPreviews({
    hidden: [below('tasks'), below('worktrees'), below('dependencies')],
    env,
    scratch: below('previews'),
  });
}

interface PreviewOptions {
  /** Folders of ours that no command may read. */
  hidden: readonly string[];
  env: Readonly<NodeJS.ProcessEnv>;
  /** Where what the command writes is kept meanwhile. */
  scratch: string;
}

const timeoutMs = 60_000;
const noChoice = 'Deny it, or look at its text only.';

/**
 * The worktree lies below an overlay of the kernel in a namespace of its own, so that whatever is written goes into a
 * scratch folder: nothing is copied, and nothing of the worktree can be changed. Linux with unprivileged overlays only.
 */
class OverlayPreviews implements EffectPreviews {
  constructor(private readonly options: PreviewOptions) {}

  async run(request: PreviewRequest, signal: AbortSignal): Promise<EffectPreview> {
    const worktree = await fs.realpath(request.worktree);
    if (/[,:\\\n]/.test(worktree)) {
      throw impossible('the path of its worktree holds a comma, a colon or a backslash');
    }
    await fs.mkdir(this.options.scratch, { recursive: true, mode: 0o700 });
    const scratch = await fs.mkdtemp(path.join(await fs.realpath(this.options.scratch), 'p-'));
    try {
      const layers = { worktree, upper: path.join(scratch, 'upper'), work: path.join(scratch, 'work') };
      await Promise.all([layers.upper, layers.work].map((folder) => fs.mkdir(folder)));
      return await this.#preview({ ...request, worktree }, { ...layers, scratch }, signal);
    } finally {
      await removeLayers(scratch);
    }
  }

  async #preview(request: PreviewRequest, layers: Layers, signal: AbortSignal): Promise<EffectPreview> {
    const over = await this.#overlay(layers);
    const commands = await ShellCommands.open({
      taskId: `preview-${request.taskId}`,
      isolation: 'sandbox',
      worktree: request.worktree,
      readOnly: request.readOnly,
      hidden: this.options.hidden,
      env: this.options.env,
      within: (argv) => over(asOneself(argv)),
    });
    if (commands.report.kind === 'none') {
      throw impossible(commands.report.reason, commands.report.fix);
    }
    const run = (command: string, name: string): Promise<CommandResult> =>
      commands.run(command, {
        ...{ network: false, signal, timeoutMs, onOutput: () => undefined },
        outputFile: path.join(layers.scratch, name),
      });
    const trial = await run('true', 'trial.log');
    if (trial.exitCode !== 0 && !signal.aborted) {
      throw impossible(trial.output.trim().split('\n').at(-1) ?? 'the overlay could not be mounted');
    }
    const { exitCode, ended, output } = await run(request.command, 'output.log');
    signal.throwIfAborted();
    const differences = await differencesOf({ ...layers, listing: over });
    return { exitCode, ...(ended === undefined ? {} : { ended }), output, ...differences };
  }

  /** What puts the overlay over the worktree before it becomes the program that it is given. */
  async #overlay({ worktree, upper, work, scratch }: Layers): Promise<(argv: readonly string[]) => string[]> {
    const mounting = await findMounting();
    if (mounting === null) {
      throw impossible('it needs Linux with the programs unshare and mount');
    }
    const dependencies = DependencyLayers.seenAgain(worktree, scratch);
    return (argv) => mounting.over([{ at: worktree, lower: worktree, upper, work }, ...dependencies], argv);
  }
}

interface Layers {
  worktree: string;
  upper: string;
  work: string;
  scratch: string;
}

function impossible(reason: string, hint = noChoice): ProcessError {
  const clause = reason.replace(/\.$/, '');
  return new ProcessError('sandbox', `What it would change can't be shown here: ${clause}.`, { hint });
}

/** The kernel leaves a folder in each work folder that not even its owner may enter. */
async function removeLayers(scratch: string): Promise<void> {
  for (const name of await fs.readdir(scratch)) {
    const locked = path.join(scratch, name, 'work');
    if (name.startsWith('work') && existsSync(locked)) {
      await fs.chmod(locked, 0o700);
    }
  }
  await fs.rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}
