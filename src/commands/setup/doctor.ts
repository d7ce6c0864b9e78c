import * as vscode from 'vscode';
import { examine, setAsideFindings } from '../../app/doctor/examination';
import { type Finding, findingsSummary, worstFirst } from '../../core/doctor/finding';
import { modelLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { runCommand } from '../../host/commandRegistrar';
import { withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import { settingsIgnored } from '../../host/workspaceSettings';
import type { CommandDeps } from '../commandDeps';

/** Looks at everything that agents need in a window. Nothing is sent anywhere. */
export async function examineWindow(deps: CommandDeps): Promise<Finding[]> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? null;
  const found = await examine({ ...deps, joined: deps.services.joined, folder, nodeVersion: process.versions.node }, t);
  return [...found, model(deps), ...setAsideFindings(deps.services.store.setAside, t), ...(await ignored())];
}

/** Shows what is wrong and the fix, one row each; a row with something to do does it. */
export async function doctor(deps: CommandDeps): Promise<void> {
  const findings = await withProgress(t('Examining'), () => examineWindow(deps));
  const icons = { ok: '$(pass)', warning: '$(warning)', error: '$(error)' };
  const items = worstFirst(findings).map((finding) => ({
    finding,
    label: `${icons[finding.level]} ${plainText(finding.label)}`,
    ...(finding.fix === '' ? {} : { detail: plainText(finding.fix) }),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Background Agents: Doctor'),
    placeHolder: findingsSummary(findings, t),
  });
  if (picked?.finding.next !== undefined) {
    await runCommand(picked.finding.next);
  }
}

async function ignored(): Promise<Finding[]> {
  return (await settingsIgnored()).map(({ name, file }) => ({
    about: 'setting',
    level: 'warning',
    label: t('{0} in {1} is ignored', name, file),
    fix: t('A workspace can’t set it, because it has power over what agents do. Set it in your user settings.'),
  }));
}

function model({ connections }: CommandDeps): Finding {
  const { default: current } = connections;
  const about = 'model' as const;
  return current === null
    ? {
        about,
        level: 'warning',
        label: t('No model is connected'),
        fix: t('Connect a model, or let a command do the work.'),
        next: 'connectModel',
      }
    : { about, level: 'ok', label: t('Model: {0}', modelLabel(current, t)), fix: '' };
}
