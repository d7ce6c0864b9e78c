import * as os from 'node:os';
import * as vscode from 'vscode';
import { taskGroups, groupOf } from '../../core/views/taskGroups';
import { tellInfo } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { examineWindow } from './doctor';

/** Copies what helps with a report: versions, settings, findings and counts. No prompt, path, name, address or key. */
export async function copyDiagnostics(deps: CommandDeps): Promise<void> {
  const findings = await examineWindow(deps);
  const text = [
    `Background Agents ${deps.version}, ${vscode.env.appName} ${vscode.version}`,
    `${os.platform()} ${os.release()} ${os.arch()}, Node ${process.versions.node}`,
    `Remote: ${vscode.env.remoteName ?? 'no'}, trusted: ${String(vscode.workspace.isTrusted)}`,
    `Model: ${deps.connections.default?.provider ?? 'none'}`,
    `Settings: ${JSON.stringify({ sandbox: settings.isolation, approvals: settings.approvals, ...settings.limits, maxRunning: settings.maxRunning })}`,
    `Tasks: ${counts(deps)}`,
    ...findings.map(({ level, label, fix }) => `[${level}] ${label}${fix === '' ? '' : `: ${fix}`}`),
  ].join('\n');
  await vscode.env.clipboard.writeText(redacted(text, deps));
  void tellInfo(t('Copied diagnostics, without prompts, paths and keys.'));
}

function counts({ services }: CommandDeps): string {
  const groups = [...services.store.current.values()].map(groupOf);
  return taskGroups.map((group) => `${group} ${groups.filter((one) => one === group).length}`).join(', ');
}

/** Places and names that say who and where the person is. */
function redacted(text: string, { dataDirectory, connections }: CommandDeps): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const current = connections.default;
  const names: [string, string][] = [
    [dataDirectory, '<data>'],
    ...folders.map(({ uri }): [string, string] => [uri.fsPath, '<folder>']),
    [os.homedir(), '<home>'],
    [os.hostname(), '<host>'],
    [current?.baseUrl ?? '', '<address>'],
    [current?.name ?? '', '<model>'],
  ];
  return names
    .filter(([name]) => name.length > 2)
    .reduce((result, [name, shown]) => result.replaceAll(name, shown), text)
    .replace(/Repository on [^,\n]+/, 'Repository on <branch>')
    .replace(/(\/|[A-Za-z]:\\)[^\s:,]+/g, '<path>');
}
