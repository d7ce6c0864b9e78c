import * as vscode from 'vscode';
import type { PermissionFile, RepositoryRules } from '../../core/approvals/approvalPorts';
import { allowedLabel, permissionsLabel, ruleText } from '../../core/approvals/ruleLabels';
import { plainText } from '../../core/labels/plainText';
import { confirm, grants, tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { AllowedCommand } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { askFolder } from '../launch/folderChoice';

type Item = vscode.QuickPickItem & { act?: () => Promise<void> };

/** What agents may run unasked in the repository, by whom; a rule can be removed, and a file of the repository allowed. */
export async function showAllowed(deps: CommandDeps): Promise<void> {
  const folder = await askFolder();
  if (folder === undefined) {
    return;
  }
  const { root, commonDir } = await deps.git.facts(folder);
  const rules = deps.approvalRules({ root, commonDir });
  const { remembered, files } = await rules.list();
  if (remembered.length + files.length === 0) {
    void tellInfo(t('No command is allowed in this repository. An approval that can be kept has a button for it.'));
    return;
  }
  const items: Item[] = [
    ...remembered.map((allowed) => ruleItem(rules, allowed)),
    ...files.flatMap((file) => [fileItem(rules, file), ...file.permissions.unused.map(unusedItem)]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Allowed Commands of This Repository'),
    placeHolder: t('Enter removes a rule, or decides about a file.'),
    matchOnDescription: true,
  });
  await picked?.act?.();
}

function ruleItem(rules: RepositoryRules, allowed: AllowedCommand): Item {
  const text = plainText(ruleText(allowed));
  return {
    label: `$(terminal) ${text}`,
    description: allowedLabel(allowed, t),
    act: async () => {
      const detail = t('Agents ask about it again, also those at work. {0}', text);
      if (await confirm(t('Remove this rule?'), detail, t('Remove'))) {
        await rules.forget(allowed);
      }
    },
  };
}

function fileItem(rules: RepositoryRules, file: PermissionFile): Item {
  const label = `$(file) ${plainText(file.path)}`;
  const item = { label, description: permissionsLabel(file, t) };
  return file.place === 'user' ? item : { ...item, act: () => decide(rules, file) };
}

async function decide(rules: RepositoryRules, file: PermissionFile): Promise<void> {
  const { allow, allowWrite, allowHosts, places } = file.permissions;
  if (file.counts) {
    const detail = t('What it forbids counts still.');
    if (await confirm(t('Let nothing of {0} be allowed any more?', file.path), detail, t('Do Not Allow'))) {
      await rules.consent(file, false);
    }
    return;
  }
  const listed = [
    ...allow.map((rule) => ruleText({ rule })),
    ...allowWrite.map((glob) => t('write {0}', glob)),
    ...allowHosts.map((host) => t('reach {0}', host)),
    ...places.writes.map((place) => t('write {0} beside the worktree', place)),
    ...places.reads.map((place) => t('read {0}', place)),
  ];
  const kept =
    places.writes.length + places.reads.length === 0
      ? []
      : [
          t(
            'A place counts only where it holds no keys, tokens, checkout or other task, and nothing that editors obey.',
          ),
        ];
  const detail = [...listed, ...kept, t('It is asked again when the file changes.')].join('\n');
  const buttons = { refuse: t('Keep Asking'), grant: t('Allow') };
  if (await grants(t('Let agents do unasked what {0} allows?', file.path), detail, buttons)) {
    await rules.consent(file, true);
  }
}

function unusedItem(sentence: string): Item {
  return { label: `$(info) ${plainText(sentence)}` };
}
