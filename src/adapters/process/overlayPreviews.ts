import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ProcessError } from '../../core/errors';
import type { EffectPreview, EffectPreviews, PreviewRequest } from '../../core/previewPorts';
import { isMadeByUs } from '../../core/setup/dependencyFolders';
import { DependencyLayers } from './dependencyLayers';
import { differencesOf } from './overlayDifferences';
import { MountedSecrets } from './mountedSecrets';
import { asOneself, findMounting } from './mounting';
import { ShellCommands } from './shellCommands';
import { copyDifferences, type CopyBounds, copyWorktree, usualBounds } from './worktreeCopy';

/** Those of tasks in a data directory, from which they keep commands away. */
export function previewsIn(
  dataDirectory: string,
  env: Readonly<NodeJS.ProcessEnv>,
  how: Partial<Pick<PreviewOptions, 'hasOverlay' | 'bounds'>> = {},
): EffectPreviews {
  const below = (name: string) => path.join(dataDirectory, name);
  const hidden = [below('tasks'), below('worktrees'), below('dependencies')];
  return new OverlayPreviews({
    dataDirectory,
    hidden,
    env,
    scratch: below('previews'),
    hasOverlay: true,
    bounds: usualBounds,
    ...how,
  });
}

interface PreviewOptions {
  dataDirectory: string;
  /** Folders of ours that no command may read. */
  hidden: readonly string[];
  env: Readonly<NodeJS.ProcessEnv>;
  /** Where what the command writes is kept meanwhile. */
  scratch: string;
  /** Whether an overlay of the kernel is tried before a copy. */
  hasOverlay: boolean;
  bounds: CopyBounds;
}

const timeoutMs = 60_000;
const noChoice = 'Deny it, or look at its text only.';

type Ran = Pick<EffectPreview, 'exitCode' | 'ended' | 'output'>;

/**
 * The worktree lies below an overlay of the kernel in a namespace of its own, so that whatever is written goes into a
 * scratch folder: nothing is copied, and nothing of the worktree can be changed. Where no overlay can be had, the sandbox
 * shows a copy of the worktree in its place. Linux with bubblewrap only.
 */
class OverlayPreviews implements EffectPreviews {
  constructor(private readonly options: PreviewOptions) {}

  async run(request: PreviewRequest, signal: AbortSignal): Promise<EffectPreview> {
    const worktree = await fs.realpath(request.worktree);
    await fs.mkdir(this.options.scratch, { recursive: true, mode: 0o700 });
    const scratch = await fs.mkdtemp(path.join(await fs.realpath(this.options.scratch), 'p-'));
    try {
      const rest = path.join(scratch, 'rest');
      const before = (await request.missing?.(rest)) === true ? [worktree, rest] : [worktree];
      const layers = {
        worktree,
        before,
        scratch,
        upper: path.join(scratch, 'upper'),
        work: path.join(scratch, 'work'),
      };
      const found = await this.#overlaid({ ...request, worktree }, layers, signal);
      const preview =
        typeof found === 'string' ? await this.#copied({ ...request, worktree }, layers, found, signal) : found;
      return withoutPlaces(preview, mountsOf(request)(worktree), worktree);
    } finally {
      await removeLayers(scratch);
    }
  }

  /** Why it can't be had, in a clause, where there is no overlay. */
  async #overlaid(request: PreviewRequest, layers: Layers, signal: AbortSignal): Promise<EffectPreview | string> {
    const over = await this.#overlay(layers);
    if (typeof over === 'string') {
      return over;
    }
    await Promise.all([layers.upper, layers.work].map((folder) => fs.mkdir(folder)));
    const commands = await this.#open(request, (argv) => over(asOneself(argv)));
    const trial = await runIn(commands, layers, { command: 'true', signal });
    if (trial.exitCode !== 0 && !signal.aborted) {
      return trial.output.trim().split('\n').at(-1) ?? 'it could not be mounted';
    }
    const ran = await runIn(commands, layers, { command: request.command, signal });
    return { ...ran, ...(await differencesOf({ ...layers, listing: over })) };
  }

  async #copied(
    request: PreviewRequest,
    { worktree, before, scratch }: Layers,
    why: string,
    signal: AbortSignal,
  ): Promise<EffectPreview> {
    const copy = path.join(scratch, 'copy');
    const commands = await this.#open(request, (argv) => onCopy(argv, worktree, copy));
    await copyWorktree(before, copy, this.options.bounds);
    const ran = await runIn(commands, { scratch }, { command: request.command, signal });
    return { ...ran, ...(await copyDifferences(before, copy)), copied: why.replace(/\.$/, '') };
  }

  async #open(request: PreviewRequest, within: (argv: readonly string[]) => string[]): Promise<ShellCommands> {
    const { hidden, env } = this.options;
    const { taskId, worktree, readOnly } = request;
    const place = { taskId: `preview-${taskId}`, isolation: 'sandbox' as const, worktree, readOnly, hidden, env };
    const commands = await ShellCommands.open({ ...place, within, mounts: mountsOf(request) });
    const { report } = commands;
    if (report.kind === 'none') {
      throw impossible(report.reason, report.fix);
    }
    if (report.kind === 'seatbelt') {
      throw impossible('the sandbox of macOS can show nothing in the place of the worktree');
    }
    return commands;
  }

  /** What puts the overlay over the worktree before it becomes the program that it is given; or why that can't be. */
  async #overlay({
    worktree,
    before,
    upper,
    work,
    scratch,
  }: Layers): Promise<((argv: readonly string[]) => string[]) | string> {
    const mounting = this.options.hasOverlay ? await findMounting() : null;
    if (mounting === null) {
      return 'it needs Linux with the programs unshare and mount';
    }
    if (/[,:\\\n]/.test(worktree)) {
      return 'the path of its worktree holds a comma, a colon or a backslash';
    }
    const isOurs = isMadeByUs(worktree, await fs.realpath(this.options.dataDirectory));
    const dependencies = isOurs ? DependencyLayers.seenAgain(worktree, scratch) : [];
    return (argv) => mounting.over([{ at: worktree, lower: before.join(':'), upper, work }, ...dependencies], argv);
  }
}

function mountsOf({ workspace }: PreviewRequest): (folder: string) => { from: string; at: string }[] {
  return workspace === undefined ? () => [] : new MountedSecrets(workspace).seen;
}

/** What something was mounted on was made for that. */
function withoutPlaces(preview: EffectPreview, mounts: readonly { at: string }[], worktree: string): EffectPreview {
  const places = new Set(mounts.map(({ at }) => path.relative(worktree, at)));
  return { ...preview, files: preview.files.filter(({ path: file }) => !places.has(file)) };
}

async function runIn(
  commands: ShellCommands,
  { scratch }: Pick<Layers, 'scratch'>,
  { command, signal }: { command: string; signal: AbortSignal },
): Promise<Ran> {
  const { exitCode, ended, output } = await commands.run(command, {
    ...{ network: false, signal, timeoutMs, onOutput: () => undefined },
    outputFile: path.join(scratch, 'output.log'),
  });
  signal.throwIfAborted();
  return { exitCode, ...(ended === undefined ? {} : { ended }), output };
}

/** The command line of the sandbox, with the copy in the place of the worktree. */
function onCopy(argv: readonly string[], worktree: string, copy: string): string[] {
  const at = argv.findIndex((word, index) => word === '--bind' && argv[index + 1] === worktree);
  if (at === -1) {
    throw impossible('the sandbox does not show the worktree');
  }
  return argv.toSpliced(at + 1, 1, copy);
}

interface Layers {
  worktree: string;
  before: readonly string[];
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
