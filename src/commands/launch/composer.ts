import * as vscode from 'vscode';
import { attachedLines, attachedProblems } from '../../host/editorAttachments';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { Attachment } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { newTask } from './newTask';

/** Gives the selected lines along with what is written in the Agents Window: to the agent in sight there, or a new task. */
export function attachSelection(deps: CommandDeps): void {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void tellInfo(t('Nothing was attached, because no text editor is open. Open a file and select lines of it.'));
    return;
  }
  give(deps, attachedLines(editor.document, editor.selection, 0));
}

/** As `attachSelection`, with the problems of the file. */
export function attachProblems(deps: CommandDeps): void {
  const document = vscode.window.activeTextEditor?.document;
  const problems = document === undefined ? null : attachedProblems(document);
  if (problems === null) {
    void tellInfo(t('Nothing was attached, because there is no problem in the open file.'));
    return;
  }
  give(deps, problems);
}

function give({ agentsWindow }: CommandDeps, attachment: Attachment): void {
  agentsWindow.give([{ kind: 'text', attachment }]);
}

/** New Task for a test, with what it failed with where the menu of its failure was used. */
export async function newTaskFromTest(deps: CommandDeps, argument: unknown): Promise<void> {
  const { test, message } = testIn(argument);
  if (test === null) {
    await newTask(deps);
    return;
  }
  const place = test.uri === undefined ? '' : vscode.workspace.asRelativePath(test.uri);
  const prompt =
    place === ''
      ? t('Make the test “{0}” pass, without changing what it tests.', test.label)
      : t('Make the test “{0}” in {1} pass, without changing what it tests.', test.label, place);
  const failure = { label: t('What the test “{0}” failed with', test.label).slice(0, 500), text: message };
  await newTask(deps, { prompt, attached: message === '' ? [] : [failure] });
}

interface NamedTest {
  label: string;
  uri?: vscode.Uri | undefined;
}

/** What menus of tests hand over: a test, or one of the messages that it failed with. */
function testIn(argument: unknown): { test: NamedTest | null; message: string } {
  if (typeof argument !== 'object' || argument === null) {
    return { test: null, message: '' };
  }
  if ('test' in argument && 'message' in argument) {
    return { test: namedTest(argument.test), message: messageText(argument.message) };
  }
  return { test: namedTest(argument), message: '' };
}

function namedTest(test: unknown): NamedTest | null {
  const isNamed = typeof test === 'object' && test !== null && 'label' in test && typeof test.label === 'string';
  if (!isNamed) {
    return null;
  }
  const uri = 'uri' in test && test.uri instanceof vscode.Uri ? test.uri : undefined;
  return { label: String(test.label).slice(0, 200), uri };
}

const longest = 50_000;

function messageText(message: unknown): string {
  if (typeof message !== 'object' || message === null) {
    return '';
  }
  const parts = [
    'message' in message ? textOf(message.message) : '',
    'expectedOutput' in message ? labelled(t('Expected'), message.expectedOutput) : '',
    'actualOutput' in message ? labelled(t('Actual'), message.actualOutput) : '',
  ];
  return parts
    .filter((part) => part !== '')
    .join('\n\n')
    .slice(0, longest);
}

function textOf(message: unknown): string {
  if (typeof message === 'string') {
    return message;
  }
  const isMarkdown = typeof message === 'object' && message !== null && 'value' in message;
  return isMarkdown && typeof message.value === 'string' ? message.value : '';
}

function labelled(label: string, text: unknown): string {
  return typeof text === 'string' && text !== '' ? `${label}: ${text}` : '';
}
