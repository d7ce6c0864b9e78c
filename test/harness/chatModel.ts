import type { EditorData } from './editorData';
import { addPlainExtension } from './plainExtension';

const vendor = 'copilot';

const main = `const vscode = require('vscode');
const model = { id: 'm', name: 'Test Model', family: 'm', version: '1', maxInputTokens: 1000, maxOutputTokens: 1000 };
exports.activate = ({ subscriptions }) =>
  subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('${vendor}', {
      provideLanguageModelChatInformation: () => [{ ...model, capabilities: { toolCalling: true }, isUserSelectable: true }],
      provideLanguageModelChatResponse: async () => { throw new Error('no model was to be asked'); },
      provideTokenCount: async () => 1,
    }),
  );
`;

/**
 * Offers a model for the Chat view, as where a person is signed in: without any the editor refuses each request before a
 * participant sees it.
 */
export function addChatModel(editor: EditorData): void {
  const contributes = { languageModelChatProviders: [{ vendor, displayName: 'Test' }] };
  addPlainExtension(editor, { name: 'chat-model', main, contributes });
}
