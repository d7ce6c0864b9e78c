import type { EditorData } from './editorData';
import { addPlainExtension } from './plainExtension';

const main = `const vscode = require('vscode');
const { execFile } = require('node:child_process');

/** What node:test prints of each test, as TAP. */
const run = (file) =>
  new Promise((resolve) =>
    execFile(process.execPath, ['--test', '--test-reporter=tap', file], (error, out) => resolve(String(out))));
const field = (block, name) => (new RegExp('^ *' + name + ": (?:\\\\|-\\\\n *)?'?(.*?)'?$", 'm').exec(block) || [])[1];

exports.activate = ({ subscriptions }) => {
  const [folder] = vscode.workspace.workspaceFolders || [];
  if (folder === undefined) return;
  const tests = vscode.tests.createTestController('node-tests', 'Node Tests');
  const uri = vscode.Uri.joinPath(folder.uri, 'test/checkout.test.js');
  subscriptions.push(tests);
  vscode.workspace.fs.readFile(uri).then((bytes) => {
    for (const [line, text] of new TextDecoder().decode(bytes).split('\\n').entries()) {
      const name = (/^test\\('(.*)',/.exec(text) || [])[1];
      if (name === undefined) continue;
      const item = tests.createTestItem(name, name, uri);
      item.range = new vscode.Range(line, 0, line, text.length);
      tests.items.add(item);
    }
  });
  tests.createRunProfile('Run', vscode.TestRunProfileKind.Run, async (request) => {
    const job = tests.createTestRun(request);
    const out = await run(uri.fsPath);
    const asked = request.include || [...tests.items].map(([, item]) => item);
    for (const item of asked) {
      const said = out.split(/^(?=(?:not )?ok )/m).find((block) => block.split('\\n')[0].endsWith('- ' + item.label)) || '';
      if (!said.startsWith('not ok')) { job.passed(item); continue; }
      const message = vscode.TestMessage.diff(field(said, 'error'), field(said, 'expected'), field(said, 'actual'));
      message.location = new vscode.Location(uri, item.range);
      job.failed(item, message);
    }
    job.end();
  }, true);
};
`;

/** Shows the tests of test/checkout.test.js in VS Code's Testing view and runs them with node:test. */
export function addNodeTests(editor: EditorData): void {
  addPlainExtension(editor, { name: 'node-tests', main });
}
