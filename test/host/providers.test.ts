import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';

describe("the providers' packages", () => {
  it('can be loaded beside the bundle of the extension, as the first request to a model does', async () => {
    const extension = vscode.extensions.getExtension('background-agents.background-agents');
    const chunks = path.join(extension?.extensionPath ?? '', 'dist/chunks');
    const load = async (name: string): Promise<string[]> =>
      Object.keys((await import(pathToFileURL(path.join(chunks, `${name}.mjs`)).href)) as object);
    assert.ok((await load('anthropic')).includes('createAnthropic'));
    assert.ok((await load('openai-compatible')).includes('createOpenAICompatible'));
    assert.ok((await load('openai')).includes('createOpenAI'));
    assert.ok((await load('google')).includes('createGoogle'));
    assert.ok((await load('mistral')).includes('createMistral'));
    assert.ok((await load('xai')).includes('createXai'));
    assert.ok((await load('deepseek')).includes('createDeepSeek'));
  });
});
