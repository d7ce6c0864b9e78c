import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** `findTextInFiles` is a proposal, so its type is not in @types/vscode. */
interface ProposedWorkspace {
  findTextInFiles(query: { pattern: string }, callback: () => void): unknown;
}

describe('the editor that these tests run in', () => {
  it('refuses proposed API, as it does to a published extension', () => {
    const workspace = vscode.workspace as unknown as ProposedWorkspace;
    assert.throws(() => workspace.findTextInFiles({ pattern: 'x' }, () => undefined), /CANNOT use API proposal/);
  });
});
