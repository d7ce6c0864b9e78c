import type { Finding } from '../../core/doctor/finding';
import { AppError } from '../../core/errors';
import { bytesLabel } from '../../core/labels/labels';
import { sandboxDetails } from '../../core/sandbox/sandboxLabels';
import type { SetAside } from '../../core/storePorts';
import type { Translate } from '../../core/translate';
import type { Git } from '../../core/worktrees/gitPorts';
import type { SandboxReport } from '../../protocol';
import type { JoinedRepositories } from '../worktrees/joinedRepositories';

/** What agents need, as something to look at. Each may throw; what it throws is what is found. */
export interface Examined {
  git: Pick<Git, 'version' | 'facts'>;
  /** Those that a folder names which is no repository itself. */
  joined: Pick<JoinedRepositories, 'find' | 'problems'>;
  /** Where agents would begin; null where no folder is open. */
  folder: string | null;
  dataDirectory: string;
  /** Of the process that looks. */
  nodeVersion: string;
  /** Whether commands can be sandboxed here, tried by a command. */
  sandbox: () => Promise<SandboxReport>;
  /** Bytes that may still be written at a place. */
  freeBytes: (folder: string) => Promise<number>;
}

const scarceBytes = 2_000_000_000;

/** Looks at everything that every surface needs for agents. Nothing is sent anywhere, and nothing is thrown. */
export async function examine(examined: Examined, t: Translate): Promise<Finding[]> {
  const found = await Promise.all([git(examined, t), repository(examined, t), sandbox(examined, t), disk(examined, t)]);
  const node: Finding = { about: 'node', level: 'ok', label: t('Node {0}', examined.nodeVersion), fix: '' };
  return [...found.flat(), node];
}

/** Agents that could not be read. */
export function setAsideFindings(setAside: readonly SetAside[], t: Translate): Finding[] {
  return setAside.map(({ taskId, reason, folder }) => ({
    about: 'agent',
    level: 'warning',
    label: t('Agent {0} is set aside', taskId),
    fix: t('{0} Its files are in {1}.', reason, folder),
  }));
}

/** What an error says, and what its hint says to do. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof AppError && error.hint !== undefined ? `${message} ${error.hint}` : message;
}

async function git({ git: adapter }: Examined, t: Translate): Promise<Finding> {
  try {
    return { about: 'git', level: 'ok', label: t('Git {0}', await adapter.version()), fix: '' };
  } catch (error) {
    return { about: 'git', level: 'error', label: t('Git'), fix: wordsOf(error) };
  }
}

async function repository(examined: Examined, t: Translate): Promise<Finding> {
  const about = 'repository' as const;
  const { git: adapter, folder } = examined;
  if (folder === null) {
    const fix = t('No folder is open. Open one with a git repository.');
    return { about, level: 'warning', label: t('Repository'), fix };
  }
  try {
    const { branch, uncommitted } = await adapter.facts(folder);
    const where = branch ?? t('detached HEAD');
    return { about, level: 'ok', label: t('Repository on {0}, {1} uncommitted files', where, uncommitted), fix: '' };
  } catch (error) {
    const isMissing = error instanceof AppError && error.reason === 'not-a-repository';
    const next = isMissing ? ({ next: 'initializeRepository' } as const) : {};
    const several = isMissing ? await repositories(examined, folder, t) : null;
    return several ?? { about, level: 'error', label: t('Repository'), fix: wordsOf(error), ...next };
  }
}

/** Several that the folder, or one above it, says to belong together; null where none does. */
async function repositories({ joined }: Examined, folder: string, t: Translate): Promise<Finding | null> {
  const about = 'repository' as const;
  try {
    const found = await joined.find(folder);
    if (found === null) {
      return null;
    }
    const problems = (await joined.problems(found)).filter(({ isPassedOver }) => isPassedOver !== true);
    const fix = problems.map(({ line, message }) => t('Line {0}: {1}', line, message)).join(' ');
    return { about, level: fix === '' ? 'ok' : 'error', label: t('Several repositories, by {0}', found.file), fix };
  } catch (error) {
    return { about, level: 'error', label: t('Repository'), fix: wordsOf(error) };
  }
}

async function sandbox({ sandbox: tried }: Examined, t: Translate): Promise<Finding[]> {
  const about = 'sandbox' as const;
  try {
    return sandboxFindings(await tried(), t);
  } catch (error) {
    return [{ about, level: 'warning', label: t('No sandbox: every command asks first'), fix: wordsOf(error) }];
  }
}

function sandboxFindings(report: SandboxReport, t: Translate): Finding[] {
  const about = 'sandbox' as const;
  if (report.kind === 'none') {
    const label = t('No sandbox: every command asks first');
    const fix = report.fix ?? '';
    const change: Finding[] = fix === '' ? [] : [{ about, level: 'warning', label: t('To have a sandbox'), fix }];
    return [{ about, level: 'warning', label, fix: report.reason }, ...change];
  }
  const { proved, limits } = report;
  const held = t('Held by the kernel for each process and by a watch for all together, without a cgroup.');
  const limited = sandboxDetails({ limits }, t);
  const label = report.kind === 'bubblewrap' ? t('Sandbox: bubblewrap') : t('Sandbox: that of macOS (Seatbelt)');
  return [
    { about, level: 'ok', label, fix: sandboxDetails({ proved }, t) },
    ...(limited === '' ? [] : [{ about, level: 'ok' as const, label: limited, fix: held }]),
  ];
}

async function disk({ dataDirectory, freeBytes }: Examined, t: Translate): Promise<Finding> {
  const about = 'disk' as const;
  try {
    const free = await freeBytes(dataDirectory);
    const label = t('{0} free in {1}', bytesLabel(free), dataDirectory);
    const scarce = t('Worktrees may not fit. Free some space or change the data directory.');
    return free > scarceBytes
      ? { about, level: 'ok', label, fix: '' }
      : { about, level: 'warning', label, fix: scarce };
  } catch (error) {
    return { about, level: 'error', label: t('Data directory {0}', dataDirectory), fix: wordsOf(error) };
  }
}
