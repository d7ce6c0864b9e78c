import * as path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../../core/labels/plainText';
import type { RulesExplanation } from '../../core/rules/explainRules';
import { keptLabel, otherLabel } from '../../core/rules/explanationLines';
import { leftOutRuleLabel, ruleProblemLabel, ruleReasonLabel } from '../../core/rules/ruleLabels';
import { teamPrefix, userPrefix } from '../../core/rules/ruleNames';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';

interface RuleItem extends vscode.QuickPickItem {
  place?: { path: string; line: number };
}

/** Shows which rules an agent gets with a file and why; a row opens its rule. Without a file the active one is meant. */
export async function explainRules({ git, rules }: CommandDeps, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') {
    await tellInfo(t('No rules were explained, because no file is open. Open one, or choose it in the explorer.'));
    return;
  }
  const root = await git.root(path.dirname(uri.fsPath));
  const explanation = await rules.explain(root, path.relative(root, uri.fsPath).split(path.sep).join('/'));
  const picked = await vscode.window.showQuickPick(itemsOf(explanation), {
    title: t('Rules for {0}, about {1} tokens', plainText(explanation.file), explanation.tokens),
    placeHolder: t('In the order in which an agent is told them. Enter opens a rule.'),
    matchOnDescription: true,
  });
  if (picked?.place !== undefined) {
    await open(picked.place, { root, userFolder: rules.userFolder, teamFolder: await rules.teamFolder() });
  }
}

function itemsOf(explanation: RulesExplanation): RuleItem[] {
  const { applies, others, leftOut, conflicts, deadGlobs, problems } = explanation;
  const kept = explanation.isKept ? [{ label: `$(eye-closed) ${plainText(keptLabel(explanation, t))}` }] : [];
  const none = applies.length === 0 ? [{ label: t('No rule applies to this file.') }] : [];
  return [
    ...kept,
    ...none,
    ...applies.map((rule) => ({
      label: `$(law) ${plainText(rule.path)}`,
      description: plainText(t('{0}, about {1} tokens', ruleReasonLabel(rule.why, t), rule.tokens)),
      place: { path: rule.path, line: 1 },
    })),
    ...group(t('Not by themselves'), others, (rule) => ({
      label: plainText(otherLabel(rule, t)),
      place: { path: rule.path, line: 1 },
    })),
    ...group(t('Left out'), leftOut, (rule) => ({
      label: plainText(leftOutRuleLabel(rule, t)),
      place: { path: rule.path, line: 1 },
    })),
    ...group(t('They contradict each other'), conflicts, ({ first, second }) => ({
      label: plainText(`${first.path}: ${first.text}`),
      description: plainText(`${second.path}: ${second.text}`),
      place: { path: second.path, line: 1 },
    })),
    ...group(t('Globs that match no file'), deadGlobs, ({ path: file, line, glob }) => ({
      label: plainText(glob),
      description: plainText(`${file}:${line}`),
      place: { path: file, line },
    })),
    ...group(t('Problems'), problems, (problem) => ({
      label: `$(warning) ${plainText(ruleProblemLabel(problem, t))}`,
      place: { path: problem.path, line: Math.max(1, problem.line) },
    })),
  ];
}

function group<T>(label: string, entries: readonly T[], toItem: (entry: T) => RuleItem): RuleItem[] {
  return entries.length === 0
    ? []
    : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...entries.map((entry) => toItem(entry))];
}

async function open(
  place: { path: string; line: number },
  { root, userFolder, teamFolder }: { root: string; userFolder: string; teamFolder: string | null },
): Promise<void> {
  const [folder, prefix] = place.path.startsWith(userPrefix)
    ? [userFolder, userPrefix]
    : place.path.startsWith(teamPrefix) && teamFolder !== null
      ? [teamFolder, teamPrefix]
      : [root, ''];
  const file = path.join(folder, place.path.slice(prefix.length));
  const at = new vscode.Position(place.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
}
