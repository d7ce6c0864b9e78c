import * as vscode from 'vscode';
import { AppError } from '../../core/errors';
import { bytesLabel, modelLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { sandboxDetails } from '../../core/sandbox/sandboxLabels';
import type { Git } from '../../core/worktrees/gitPorts';
import type { CommandId } from '../../host/commandIds';
import { runCommand } from '../../host/commandRegistrar';
import { freeBytes } from '../../host/diskSpace';
import { withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import { settingsIgnored } from '../../host/workspaceSettings';
import type { CommandDeps } from '../commandDeps';

export interface Finding {
  /** `warning`: it works, but less well. */
  level: 'ok' | 'warning' | 'error';
  /** What was looked at, with what was found. */
  label: string;
  /** What is wrong and what would change it; when all is well, how that is known, or nothing. */
  fix: string;
  command?: CommandId;
}

const scarceBytes = 2_000_000_000;

/** Looks at everything that agents need. Nothing is sent anywhere. */
export async function examine(deps: CommandDeps): Promise<Finding[]> {
  const asked = await Promise.all([git(deps.git), repository(deps.git), sandbox(deps), disk(deps)]);
  return [...asked.flat(), node(), model(deps), ...setAside(deps), ...(await ignored())];
}

async function ignored(): Promise<Finding[]> {
  return (await settingsIgnored()).map(({ name, file }) => ({
    level: 'warning',
    label: t('{0} in {1} is ignored', name, file),
    fix: t('A workspace can’t set it, because it has power over what agents do. Set it in your user settings.'),
  }));
}

/** Shows what is wrong and the fix, one row each; a row with a command runs it. */
export async function doctor(deps: CommandDeps): Promise<void> {
  const findings = await withProgress(t('Examining'), () => examine(deps));
  const icons = { ok: '$(pass)', warning: '$(warning)', error: '$(error)' };
  const items = worstFirst(findings).map((finding) => ({
    finding,
    label: `${icons[finding.level]} ${plainText(finding.label)}`,
    ...(finding.fix === '' ? {} : { detail: plainText(finding.fix) }),
  }));
  const wrong = findings.filter(({ level }) => level !== 'ok').length;
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Background Agents: Doctor'),
    placeHolder: summary(wrong, findings.length),
  });
  if (picked?.finding.command !== undefined) {
    await runCommand(picked.finding.command);
  }
}

const badness = { error: 0, warning: 1, ok: 2 };

/** What is wrong is read first; the rest stays in its order. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => badness[a.level] - badness[b.level]);
}

function summary(wrong: number, all: number): string {
  if (wrong === 0) {
    return t('All is well');
  }
  return wrong === 1 ? t('1 of {0} needs a look', all) : t('{0} of {1} need a look', wrong, all);
}

function setAside({ services }: CommandDeps): Finding[] {
  return services.store.setAside.map(({ taskId, reason, folder }) => ({
    level: 'warning',
    label: t('Agent {0} is set aside', taskId),
    fix: t('{0} Its files are in {1}.', reason, folder),
  }));
}

async function git(adapter: Git): Promise<Finding> {
  try {
    return { level: 'ok', label: t('Git {0}', await adapter.version()), fix: '' };
  } catch (error) {
    return { level: 'error', label: t('Git'), ...wordsOf(error) };
  }
}

async function repository(adapter: Git): Promise<Finding> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    return { level: 'warning', label: t('Repository'), fix: t('No folder is open. Open one with a git repository.') };
  }
  try {
    const { branch, uncommitted } = await adapter.facts(folder.uri.fsPath);
    const where = branch ?? t('detached HEAD');
    return { level: 'ok', label: t('Repository on {0}, {1} uncommitted files', where, uncommitted), fix: '' };
  } catch (error) {
    const isMissing = error instanceof AppError && error.reason === 'not-a-repository';
    const command = isMissing ? ({ command: 'initializeRepository' } as const) : {};
    return { level: 'error', label: t('Repository'), ...wordsOf(error), ...command };
  }
}

function node(): Finding {
  return { level: 'ok', label: t('Node {0}', process.versions.node), fix: '' };
}

async function sandbox(deps: CommandDeps): Promise<Finding[]> {
  const report = await deps.sandbox();
  if (report.kind === 'none') {
    const label = t('No sandbox: every command asks first');
    const fix = report.fix ?? '';
    const change: Finding[] = fix === '' ? [] : [{ level: 'warning', label: t('To have a sandbox'), fix }];
    return [{ level: 'warning', label, fix: report.reason }, ...change];
  }
  const { proved, limits } = report;
  const held = t('Held by the kernel for each process and by a watch for all together, without a cgroup.');
  const limited = sandboxDetails({ limits }, t);
  const label = report.kind === 'bubblewrap' ? t('Sandbox: bubblewrap') : t('Sandbox: that of macOS (Seatbelt)');
  return [
    { level: 'ok', label, fix: sandboxDetails({ proved }, t) },
    ...(limited === '' ? [] : [{ level: 'ok' as const, label: limited, fix: held }]),
  ];
}

function model({ connections }: CommandDeps): Finding {
  const { default: current } = connections;
  return current === null
    ? {
        level: 'warning',
        label: t('No model is connected'),
        fix: t('Connect a model, or let a command do the work.'),
        command: 'connectModel',
      }
    : { level: 'ok', label: t('Model: {0}', modelLabel(current, t)), fix: '' };
}

async function disk({ dataDirectory }: CommandDeps): Promise<Finding> {
  try {
    const free = await freeBytes(dataDirectory);
    const label = t('{0} free in {1}', bytesLabel(free), dataDirectory);
    return free > scarceBytes
      ? { level: 'ok', label, fix: '' }
      : { level: 'warning', label, fix: t('Worktrees may not fit. Free some space or change the data directory.') };
  } catch (error) {
    return { level: 'error', label: t('Data directory {0}', dataDirectory), ...wordsOf(error) };
  }
}

function wordsOf(error: unknown): { fix: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { fix: error instanceof AppError && error.hint !== undefined ? `${message} ${error.hint}` : message };
}
