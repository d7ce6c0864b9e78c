import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EditorData } from './editorData';

const name = 'chat-model';
const vendor = 'copilot';

const manifest = {
  ...{ name, publisher: 'test', version: '1.0.0', engines: { vscode: '^1.105.0' }, main: './main.js' },
  activationEvents: ['*'],
  contributes: { languageModelChatProviders: [{ vendor, displayName: 'Test' }] },
};

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
 * Installs an extension that offers a model for the Chat view, as where a person is signed in: without any the editor
 * refuses each request before a participant sees it. Before the first window opens.
 */
export function addChatModel({ extensions }: EditorData): void {
  const relativeLocation = `test.${name}-1.0.0`;
  const folder = path.join(extensions, relativeLocation);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'main.js'), main);
  const list = path.join(extensions, 'extensions.json');
  const installed = JSON.parse(fs.readFileSync(list, 'utf8')) as unknown[];
  const location = { $mid: 1, path: folder, scheme: 'file' };
  const own = { identifier: { id: `test.${name}` }, version: '1.0.0', location, relativeLocation, metadata: {} };
  fs.writeFileSync(list, JSON.stringify([...installed, own]));
}
