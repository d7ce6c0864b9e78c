import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPermissions } from '../../src/core/approvals/permissionFiles';
import { english as t } from '../../src/core/translate';
import { Request, type TaskId, type TaskView } from '../../src/protocol';
import { decisionButtons, type ButtonRequest } from '../../src/webview/agents/requests/requestButtons';
import type * as EditorStub from '../fakes/editorStub';
import { stubEditor } from '../fakes/stubbedEditor';
import { taskView } from '../unit/core/views';

type Shown = Record<string, unknown>;

/** Every request that gives an agent or a repository power, in each form that has answers of its own. */
const approval = { kind: 'approval', requestId: 'r1', callId: 'c1', digest: 'd', command: 'npm i', facts: [] };
const offers = [{ words: ['npm', 'i'], match: 'exact' }];
const reach = { writes: [], hosts: ['a.test'], reversible: 'unknown' };
const list = { source: '.cursor/worktrees.json', digest: 'd', steps: ['npm ci'], environment: {}, folder: '.' };
const requests = {
  'a command': { ...approval, effect: 'command', offers },
  'a command too long for one line': { ...approval, effect: 'command', command: 'x'.repeat(500) },
  'the network': { ...approval, effect: 'network', reach },
  'a control file': { ...approval, effect: 'file' },
  'a setup': { kind: 'setup', requestId: 'r1', list: { ...list, kind: 'setup' }, facts: [] },
  'an installation': { kind: 'setup', requestId: 'r1', list: { ...list, kind: 'install' }, facts: [] },
};

/** Where answers that allow something stand in the source, and the test of this file that looks at their order. */
const places = {
  'src/commands/agents/inbox.ts': 'a pick for requests alike',
  'src/commands/agents/requestChoices.ts': 'a pick for one request',
  'src/commands/agents/showAllowed.ts': 'a dialog about a file of the repository',
  'src/webview/agents/requests/approvalBody.ts': 'rules, which are closed until a person opens them',
  'src/webview/agents/overview/inboxEntry.ts': 'buttons of the inbox, Deny first (test/ui/panelInbox.test.ts)',
  'src/webview/agents/requests/requestButtons.ts': 'buttons of a request',
};

describe('W03: a question that grants power', () => {
  let editor: typeof EditorStub;
  let hooks: { deregister(): void };
  let shown: Partial<typeof EditorStub.window>;
  before(async () => {
    hooks = stubEditor();
    editor = await import('../fakes/editorStub');
    shown = { ...editor.window };
  });
  afterEach(() => Object.assign(editor.window, shown));
  after(() => {
    editor.workspace.workspaceFolders = [];
    hooks.deregister();
  });

  const isAllowing = (decision: unknown) =>
    typeof decision === 'object' && decision !== null && /allow|always/.test((decision as { kind: string }).kind);

  it('W03: is one of a list', () => {
    const root = path.join(import.meta.dirname, '../..');
    const granting =
      /\bdecision: \{ kind: '(allow|always)'|chosen: \{ kind: 'allow'|decide\(\{ kind: 'allow'|\.consent\(\w+, true/;
    const found = ['commands', 'views', 'webview', 'providers', 'host', 'composition'].flatMap((folder) =>
      fs
        .readdirSync(path.join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
        .map((name) => path.posix.join('src', folder, name))
        .filter((file) => file.endsWith('.ts') && granting.test(fs.readFileSync(path.join(root, file), 'utf8'))),
    );
    assert.deepEqual(found.sort(), Object.keys(places).sort());
  });

  for (const [name, given] of Object.entries(requests)) {
    it(`W03: refuses ${name} with its first answer, and stresses none that is for longer than once`, async () => {
      const { choices } = await import('../../src/commands/agents/requestChoices');
      const request = Request.parse(given) as ButtonRequest;
      const buttons = decisionButtons(request, t);
      for (const decisions of [choices(request, []), buttons].map((all) => all.map(({ decision }) => decision))) {
        assert.deepEqual(decisions[0], { kind: 'deny' });
      }
      const once = buttons.filter(({ decision }) => decision.kind === 'allow');
      const stressed = buttons.filter(({ isPrimary }) => isPrimary);
      assert.ok(once.length === 0 || stressed.every(({ decision }) => decision.kind === 'allow' && !decision.hosts));
    });
  }

  it('W03: refuses all requests alike with its first answer', async () => {
    const { inbox } = await import('../../src/commands/agents/inbox');
    const request = Request.parse({ ...approval, effect: 'network', shape: 'npm i *' });
    const views = ['01', '02'].map((id): [string, TaskView] => {
      const view = taskView({ state: { kind: 'waiting', request } });
      return [id, { ...view, task: { ...view.task, id: id as TaskId }, run: { ...view.run, request } }];
    });
    const asked: Shown[][] = [];
    Object.assign(editor.window, {
      showQuickPick: (items: Shown[]) => Promise.resolve(asked.push(items) === 1 ? items[0] : undefined),
    });
    await inbox({ services: { store: { current: new Map(views) } } } as never);
    const chosen = asked[1]?.map((item) => item['chosen']).filter((each) => each !== undefined) ?? [];
    assert.deepEqual(chosen[0], { kind: 'deny' });
    assert.equal(isAllowing(chosen.at(-1)), true);
  });

  it('W03: lets a file of the repository count with the second button alone', async () => {
    const { showAllowed } = await import('../../src/commands/agents/showAllowed');
    editor.workspace.workspaceFolders = [{ uri: editor.Uri.from({ scheme: 'file', path: '/repo' }) }];
    const permissions = readPermissions('.cursor/permissions.json', '{"terminalAllowlist": ["npm test"]}');
    const file = { path: '.cursor/permissions.json', place: 'repository', digest: 'd', counts: false, permissions };
    const answered = async (index: number | null): Promise<unknown[]> => {
      const consents: unknown[] = [];
      const rules = {
        list: () => Promise.resolve({ remembered: [], files: [file] }),
        consent: (_: unknown, counts: boolean) => Promise.resolve(consents.push(counts)),
      };
      Object.assign(editor.window, {
        showQuickPick: ([first]: Shown[]) => Promise.resolve(first),
        showWarningMessage: (_: string, __: object, ...items: string[]) =>
          Promise.resolve(index === null ? undefined : items[index]),
      });
      const git = { facts: () => Promise.resolve({ root: '/repo', commonDir: '/repo/.git' }) };
      await showAllowed({ git, approvalRules: () => rules } as never);
      return consents;
    };
    assert.deepEqual([await answered(null), await answered(0), await answered(1)], [[], [], [true]]);
  });
});
