import * as path from 'node:path';
import * as vscode from 'vscode';
import { canConvert, convertRule, type ConvertedRule, type RuleTarget } from '../../core/rules/convertRule';
import { parseRule } from '../../core/rules/parseRule';
import { nestedNames, rulesFolder, ruleFormOf, topNames } from '../../core/rules/ruleNames';
import { tellInfo, tellWarning } from '../../host/messages';
import { t } from '../../host/translate';
import type { Rule } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/**
 * Makes an `.mdc` file, a part of `AGENTS.md` or one YAML file of a rule file of another form, and removes that one: one
 * edit, which can be undone, or a notice with a button where the file takes its folder's place. Nothing that is there is overwritten.
 */
export async function convertRules({ rules }: CommandDeps, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : await askFile();
  const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  if (uri === undefined || folder === undefined) {
    return;
  }
  const file = vscode.workspace.asRelativePath(uri, false);
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const { rule, problems } = await parseRule({ path: file, text }, rules.readYaml);
  if (rule === null) {
    const why = problems[0]?.message ?? t('It is no rule file.');
    await tellWarning(t('{0} was not converted: {1} Mend it first.', file, why));
    return;
  }
  const target = await askTarget(rule, await mayBeOneFile(uri, convertRule(rule, 'yaml').path, folder));
  if (target === undefined) {
    return;
  }
  await apply(folder, { from: uri, made: convertRule(rule, target) });
}

/** Rule files of the workspace that can be converted. */
async function askFile(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && isConvertible(active)) {
    return active;
  }
  const names = [...topNames, '.clinerules/*', rulesFolder, `${rulesFolder}/**/*.{md,mdc}`];
  const found = await vscode.workspace.findFiles(`{${names.join(',')}}`, undefined, 200);
  const files = found.filter(isConvertible);
  if (files.length === 0) {
    await tellInfo(t('There is no rule file of another form to convert.'));
    return undefined;
  }
  const items = files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title: t('Convert which rule file?') });
  return picked?.uri;
}

function isConvertible(uri: vscode.Uri): boolean {
  return ruleFormOf(vscode.workspace.asRelativePath(uri, false)) !== null;
}

/** Whether the YAML file can stand where the rules folder is: nothing is there, or nothing but the rule itself. */
async function mayBeOneFile(from: vscode.Uri, place: string, folder: vscode.WorkspaceFolder): Promise<boolean> {
  const uri = vscode.Uri.joinPath(folder.uri, place);
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.every(([name]) => String(vscode.Uri.joinPath(uri, name)) === String(from));
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
  }
}

async function askTarget(rule: Rule, mayBeYaml: boolean): Promise<RuleTarget | undefined> {
  const forms = ['mdc', 'agents', ...(mayBeYaml ? (['yaml'] as const) : [])] as const;
  const targets = forms.filter((target) => canConvert(rule, target));
  if (targets.length === 0) {
    const why = t('another form would lose when it applies, or other rules stand in the folder.');
    await tellInfo(t('{0} was not converted: {1}', rule.path, why));
    return undefined;
  }
  const items = targets.map((target) => ({
    label: convertRule(rule, target).path,
    description: descriptions[target](),
    target,
  }));
  const title = t('What becomes of {0}?', rule.path);
  const placeHolder = nestedNames.some((name) => rule.path.endsWith(name))
    ? t('Other tools may read {0} and not this.', rule.path)
    : t('The old file is removed. Undo brings it back.');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.target;
}

const descriptions: Readonly<Record<RuleTarget, () => string>> = {
  mdc: () => t('a rule of its own'),
  agents: () => t('below what it says already'),
  yaml: () => t('all rules in one YAML file'),
};

async function apply(
  folder: vscode.WorkspaceFolder,
  { from, made }: { from: vscode.Uri; made: ConvertedRule },
): Promise<void> {
  const uri = vscode.Uri.joinPath(folder.uri, made.path);
  const present = await textOrNull(uri);
  if (present !== null && !made.isAppended) {
    await tellWarning(t('{0} is there already, so nothing was converted. Rename one of the two first.', made.path));
    return;
  }
  if (path.dirname(from.fsPath) === uri.fsPath) {
    await inPlaceOfFolder(from, uri, made.text);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(from);
  if (present === null) {
    edit.createFile(uri, { contents: Buffer.from(made.text) });
  } else {
    const document = await vscode.workspace.openTextDocument(uri);
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(uri, end, `${present.trim() === '' ? '' : gapAfter(present)}${made.text}`);
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    await tellWarning(t('{0} was not converted: the editor refused to change the files.', path.basename(from.fsPath)));
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  await document.save();
  await vscode.window.showTextDocument(document);
}

/** The folder of the rule makes way for the file. The editor can't undo that, so a button does. */
async function inPlaceOfFolder(from: vscode.Uri, uri: vscode.Uri, text: string): Promise<void> {
  const { fs } = vscode.workspace;
  const old = await fs.readFile(from);
  await fs.delete(uri, { recursive: true });
  await fs.writeFile(uri, Buffer.from(text));
  await vscode.window.showTextDocument(uri);
  const undo = t('Undo');
  void tellInfo(t('{0} is now the one YAML file of all rules.', vscode.workspace.asRelativePath(uri)), undo).then(
    async (chosen) => {
      if (chosen === undo && Buffer.from(await fs.readFile(uri)).toString() === text) {
        await fs.delete(uri);
        await fs.writeFile(from, old);
      }
    },
  );
}

function gapAfter(text: string): string {
  return text.endsWith('\n') ? '\n' : '\n\n';
}

async function textOrNull(uri: vscode.Uri): Promise<string | null> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return null;
  }
}
